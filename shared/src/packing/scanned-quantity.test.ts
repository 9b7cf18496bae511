import { describe, expect, test } from '@jest/globals'
import { addedQuantity, packsAround } from './scanned-quantity.ts'

const packs = {
  pallet: { children: ['box 1', 'box 2'], quantity: '5' },
  'box 1': { children: ['a', 'b'], quantity: '2' },
  'box 2': { children: ['c', 'd', 'e'], quantity: '3' },
}
const quantityOf = (path: string): string | undefined => (path.length === 1 ? '1' : undefined)
const added = (path: string, ...counted: string[]): string | undefined =>
  addedQuantity(path, packs, { quantityOf, isCounted: (one) => counted.includes(one) })

test('the packs around a code are told from the inside outwards', () => {
  expect(packsAround(packs, 'c')).toEqual(['box 2', 'pallet'])
  expect(packsAround(packs, 'pallet')).toEqual([])
  expect(packsAround({ loop: { children: ['loop'], quantity: '1' } }, 'loop')).toHaveLength(3)
})

describe('one more scan', () => {
  test.each<[string, string, string[], string | undefined]>([
    ['of an item adds one', 'a', [], '1'],
    ['of a pallet adds all that lies on it', 'pallet', [], '5'],
    ['of a box adds nothing when its pallet was counted', 'box 1', ['pallet'], '0'],
    ['of an item adds nothing when its pallet was counted', 'e', ['pallet'], '0'],
    ['of a pallet adds what was not counted of it', 'pallet', ['box 1', 'c'], '2'],
    ['of a pallet does not take off twice what was counted twice', 'pallet', ['box 1', 'a'], '3'],
    ['of a code of which nothing is known adds nothing known', 'stranger', [], undefined],
  ])('%s', (_title, path, counted, expected) => {
    expect(added(path, ...counted)).toBe(expected)
  })
})
