import { expect, test } from '@jest/globals'
import { paginate } from './paginate.ts'
import type { Block } from './paginate.ts'

const block = (height: number, head?: Block): Block => ({ height, draw: () => undefined, ...(head && { head }) })
const placed = (blocks: Block[]): number[][] => paginate(blocks, 10, 100).map((page) => page.map(({ y }) => y))

test('blocks stand one below the other until a page is full', () => {
  expect(placed([block(40), block(50), block(1)])).toEqual([[10, 50], [10]])
})

test('the head of a table is set again above the rows that go on', () => {
  const head = block(20)
  const pages = paginate([head, block(60, head), block(60, head), block(60, head)], 10, 100)
  expect(pages.map((page) => page.map(({ block: one, y }) => [one === head, y]))).toEqual([
    [
      [true, 10],
      [false, 30],
    ],
    [
      [true, 10],
      [false, 30],
    ],
    [
      [true, 10],
      [false, 30],
    ],
  ])
})

test('a block that is higher than a page gets one of its own instead of none', () => {
  expect(placed([block(200), block(10)])).toEqual([[10], [10]])
})

test('no blocks are one empty page', () => {
  expect(placed([])).toEqual([[]])
})
