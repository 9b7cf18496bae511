// What onward-load.ts promises.
import { expect, test } from '@jest/globals'
import { firstDispatch } from './dispatch-draft'
import { withOnward } from './onward-load'

const lines = [{ line: 1, product: 'P1', productName: 'Yogurt', quantity: '2', unit: 'H87' }]
const first = firstDispatch(lines, { day: '2026-11-22', time: '08:30' })

test('place, batches and units that were scanned stand in the dispatch', () => {
  const stored = { place: 'S1', lines: [{ fills: 1, batch: 'B1', quantity: '2', units: ['/a', '/b'] }] }
  expect(withOnward(first, stored)).toEqual({
    ...first,
    place: 'S1',
    loads: [{ fills: '1', batch: 'B1', quantity: '2', named: true, units: ['/a', '/b'], packs: [] }],
  })
})

test('a pack, whose contents only the server knows, is left to be scanned again: its line names no units', () => {
  const stored = { place: 'S1', lines: [{ fills: 1, batch: 'B1', quantity: '12', units: ['/s/00/1'] }] }
  expect(withOnward(first, stored).loads).toEqual([
    { fills: '1', batch: 'B1', quantity: '12', named: false, units: [], packs: [] },
  ])
})

test.each([
  ['nothing', undefined],
  ['something else', { place: 'S1', lines: [{ fills: '1' }] }],
  ['no quantity', { place: 'S1', lines: [{ fills: 1, batch: 'B1', quantity: '0' }] }],
])('%s kept leaves the empty form', (_title, stored) => {
  expect(withOnward(first, stored)).toBe(first)
})
