// A sum over rows that does not depend on their order: two sets of rows are held against each other without sorting either.
import { sha256Hex } from '../digest.ts'

const lane = 2 ** 48

/** 96 bits in two lanes, and how many rows. */
export type RowSum = { rows: number; high: number; low: number }

export const noRows = (): RowSum => ({ rows: 0, high: 0, low: 0 })

/**
 * Adds SHA-256(secret ‖ row), cut to 96 bits, modulo 2^48 a lane. `secret` is fresh for every comparison (32 hexadecimal characters): who
 * edits rows cannot know what they will add up to.
 */
export const addRow = (sum: RowSum, secret: string, row: string): void => {
  const hash = sha256Hex(secret + row)
  sum.rows += 1
  sum.high = (sum.high + Number.parseInt(hash.slice(0, 12), 16)) % lane
  sum.low = (sum.low + Number.parseInt(hash.slice(12, 24), 16)) % lane
}

export const addSum = (sum: RowSum, other: RowSum): void => {
  sum.rows += other.rows
  sum.high = (sum.high + other.high) % lane
  sum.low = (sum.low + other.low) % lane
}

export const sameRows = (a: RowSum, b: RowSum): boolean => a.rows === b.rows && a.high === b.high && a.low === b.low
