import { describe, expect, test } from '@jest/globals'
import { packedUnits, packsWithout } from './gone-from-packs.ts'

const packs = {
  pallet: { children: ['box 1', 'box 2'], quantity: '5' },
  'box 1': { children: ['a', 'b'], quantity: '2' },
  'box 2': { children: ['c', 'd', 'e'], quantity: '3' },
}

test('the outermost pack around a unit is told, and none for what lies in none', () => {
  const { rootOf, quantityOf } = packedUnits(packs)
  expect([rootOf('e'), rootOf('box 1'), rootOf('pallet'), rootOf('z')]).toEqual([
    'pallet',
    'pallet',
    undefined,
    undefined,
  ])
  expect([quantityOf('box 2'), quantityOf('e')]).toEqual(['3', undefined])
  const endless = packedUnits({ x: { children: ['y'], quantity: '1' }, y: { children: ['x'], quantity: '1' } })
  expect(endless.rootOf('x')).toBeDefined()
})

describe('packs without what is gone', () => {
  test.each<[string, string[], ReturnType<typeof packsWithout>]>([
    ['nothing', [], packs],
    [
      'an item',
      ['a'],
      {
        pallet: { ...packs.pallet, quantity: '4' },
        'box 1': { children: ['b'], quantity: '1' },
        'box 2': packs['box 2'],
      },
    ],
    ['a box', ['box 2'], { pallet: { children: ['box 1'], quantity: '2' }, 'box 1': packs['box 1'] }],
    [
      'a box and what lies in it',
      ['c', 'box 2'],
      { pallet: { children: ['box 1'], quantity: '2' }, 'box 1': packs['box 1'] },
    ],
    ['all items of a box', ['a', 'b'], { pallet: { children: ['box 2'], quantity: '3' }, 'box 2': packs['box 2'] }],
  ])('%s', (_title, gone, left) => {
    expect(packsWithout(packs, new Set(gone))).toEqual(left)
  })
})
