// The newest blocks stay in memory, the oldest make room, and one that is larger than half of the room is not kept.
import { expect, test } from '@jest/globals'
import { openRecentBlocks } from './recent-blocks.ts'

const mebibyte = 1024 * 1024

test('keeps the newest eight million characters, and sixteen at most', () => {
  const recent = openRecentBlocks()
  const heights = [1, 2, 3, 4, 5, 6, 7, 8]
  const kept = (): number[] => heights.filter((height) => recent.get(height) !== undefined)
  for (const height of [1, 2, 3, 4]) recent.put(height, String(height).repeat(3 * mebibyte))
  expect(kept()).toEqual([1, 2, 3, 4])
  recent.put(5, '5'.repeat(3 * mebibyte))
  expect(kept()).toEqual([3, 4, 5])
  expect(recent.get(4)?.slice(0, 2)).toBe('44')
  recent.put(6, ' '.repeat(9 * mebibyte))
  expect(kept()).toEqual([3, 4, 5])
  recent.put(7, '7'.repeat(8 * mebibyte))
  recent.put(8, '8')
  expect(kept()).toEqual([7, 8])
})
