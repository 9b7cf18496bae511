import { expect, test } from '@jest/globals'
import { chinaTime } from './china-time'

test.each([
  ['2026-11-22T18:30:00Z', '2026-11-23 02:30'],
  ['2026-11-22T18:30:59.999+08:00', '2026-11-22 18:30'],
  ['2026-11-22', '2026-11-22'],
  ['yesterday', 'yesterday'],
])('%s is shown as %s', (time, shown) => {
  expect(chinaTime(time)).toBe(shown)
})
