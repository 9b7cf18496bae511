// What a random act of trade is: chosen so that by the model it must succeed, with what it then changes in the model.
import type { Recorded } from '@ectrace/shared/api/views'
import type { Firm, Model } from './trading-model.ts'

/** Numbers from 0 to `below` - 1, the same for the same seed (xorshift, 32 bits). */
export const openRandom = (seed: number) => {
  let state = seed | 1
  const below = (limit: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  const pick = <T>(list: readonly T[]): T | undefined => (list.length === 0 ? undefined : list[below(list.length)])
  return { below, pick, from: (least: number, most: number): number => least + below(most - least + 1) }
}
export type Random = ReturnType<typeof openRandom>

/** `refused`: the code in which it must end, whatever else goes on. */
export type Plan = {
  name: string
  run: () => Promise<Recorded>
  apply: () => void
  refused?: string
}
export type World = { model: Model; firms: readonly Firm[]; random: Random; lot: () => string; now: () => string }
export type Chooser = (world: World) => Plan | undefined

export const text = (quantity: number): string => String(quantity)
