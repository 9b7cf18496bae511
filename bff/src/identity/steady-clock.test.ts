// The clock by which sessions expire.
import { describe, expect, test } from '@jest/globals'
import { steadyClock } from './steady-clock.ts'

describe('the steady clock', () => {
  test('follows the system forwards, goes on by itself when that is put back, and never falls below its floor', () => {
    let [wall, elapsed] = [1_000, 0]
    const clock = steadyClock(
      () => wall,
      5_000,
      () => elapsed,
    )
    expect(clock()).toBe(5_000)
    elapsed += 100
    expect(clock()).toBe(5_100)
    wall = 9_000
    expect(clock()).toBe(9_000)
    wall = 1_000
    elapsed += 250.5
    expect(clock()).toBe(9_250)
  })
})
