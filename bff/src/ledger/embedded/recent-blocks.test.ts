// The newest blocks stay in memory, the oldest make room, and one that is larger than all the room is not kept.
import { expect, test } from '@jest/globals'
import { openRecentBlocks } from './recent-blocks.ts'

const mebibyte = 1024 * 1024

test('keeps the newest eight million characters', () => {
  const recent = openRecentBlocks()
  const kept = (): number[] => [1, 2, 3, 4, 5].filter((height) => recent.get(height) !== undefined)
  for (const height of [1, 2, 3, 4]) recent.put(height, String(height).repeat(3 * mebibyte))
  expect(kept()).toEqual([3, 4])
  expect(recent.get(4)?.slice(0, 2)).toBe('44')
  recent.put(5, ' '.repeat(9 * mebibyte))
  expect(kept()).toEqual([])
})
