// What seen-lately.ts promises.
import { describe, expect, test } from '@jest/globals'
import { createSeenLately } from './seen-lately'

describe('codes before the camera', () => {
  test('count once while they stay in sight, however long', () => {
    const fresh = createSeenLately()
    const sights = Array.from({ length: 50 }, (_, index) => fresh('a', index * 100))
    expect(sights.filter(Boolean)).toHaveLength(1)
  })
  test('count again after more than two seconds out of sight', () => {
    const fresh = createSeenLately()
    expect([fresh('a', 0), fresh('a', 2_000), fresh('a', 4_001)]).toEqual([true, false, true])
  })
  test('are told apart while both are in sight', () => {
    const fresh = createSeenLately()
    expect([fresh('a', 0), fresh('b', 10), fresh('a', 20), fresh('b', 30)]).toEqual([true, true, false, false])
  })
})
