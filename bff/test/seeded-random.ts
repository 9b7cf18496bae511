// Numbers that look random and are the same for the same seed.
import { randomFrom } from './faults/random-moments.ts'

export type Random = {
  /** From 0 up to, not including, 1. */
  next: () => number
  chance: (probability: number) => boolean
  /** A whole number, both ends included. */
  between: (least: number, most: number) => number
  /** Trials until one fails that holds with `probability`, `most` at the end. */
  run: (probability: number, most: number) => number
  /** The number of an item by its weight. */
  weighted: (weights: readonly number[]) => number
}

export const seededRandom = (seed: number): Random => {
  const next = randomFrom(seed)
  const chance = (probability: number): boolean => next() < probability
  return {
    next,
    chance,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    run: (probability, most) => {
      let length = 0
      while (length < most && chance(probability)) length += 1
      return length
    },
    weighted: (weights) => {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0)
      const found = weights.findIndex((weight) => (left -= weight) < 0)
      return found < 0 ? weights.length - 1 : found
    },
  }
}
