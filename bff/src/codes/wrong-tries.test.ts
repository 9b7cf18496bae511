// Wrong tries at a hidden code: which of them count, and how long the code is closed after too many.
import { describe, expect, test } from '@jest/globals'
import { afterWrong, isLocked } from './wrong-tries.ts'
import type { Tries } from './wrong-tries.ts'

const hour = 3_600_000
const none: Tries = { wrongAt: [] }
const triedAt = (...hours: number[]): Tries & { left?: number } =>
  hours.reduce<Tries & { left?: number }>((tries, at) => afterWrong(tries, at * hour), none)

describe('wrong tries', () => {
  test('leave one less each time, and the fifth in a day locks', () => {
    expect([1, 2, 3, 4, 5].map((n) => triedAt(...Array.from({ length: n }, (_none, i) => i)).left)).toEqual([
      4, 3, 2, 1, 0,
    ])
    expect(isLocked(triedAt(0, 1, 2, 3), 4 * hour)).toBe(false)
    expect(isLocked(triedAt(0, 1, 2, 3, 4), 4 * hour)).toBe(true)
  })

  test('of more than a day ago do not count', () => {
    expect(triedAt(0, 1, 2, 3, 24).left).toBe(1)
    expect(triedAt(0, 20, 21, 22, 26).left).toBe(1)
  })

  test('lock for a day from the last one, and then all begins anew', () => {
    const locked = triedAt(0, 1, 2, 3, 4)
    expect(isLocked(locked, 28 * hour - 1)).toBe(true)
    expect(isLocked(locked, 28 * hour)).toBe(false)
    expect(afterWrong(locked, 28 * hour)).toEqual({ wrongAt: [28 * hour], left: 4 })
  })
})
