// What load-unit.ts promises.
import { describe, expect, test } from '@jest/globals'
import type { BatchView } from '@ectrace/shared/api/views'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { LoadDraft } from './dispatch-draft'
import { putUnit, readUnit, takeOff, type LoadedUnit } from './load-unit'

const own = { scheme: 'gtin', product: '06901234567892', lot: 'L1' } as const
const path = formatCode({ kind: 'batch', ...own })
const item = (serial: string, lot = 'L1'): string => formatCode({ kind: 'item', ...own, lot, serial })
const [a, b] = [item('0123456789ABCDEFGHJK'), item('0123456789ABCDEFGHJM')]
const product = { id: 'PMILK', organisation: 'O', name: 'Milk', unit: 'H87' }
const batch: BatchView = {
  id: 'B1',
  organisation: 'O',
  product,
  lot: 'L1',
  producedOn: '2026-11-01',
  place: 'S',
  onHand: '9',
  codes: [],
  path,
}

const lines = [
  { line: 1, product: 'PMILK', productName: 'Milk', quantity: '2', unit: 'H87' },
  { line: 2, product: 'PMILK', productName: 'Milk', quantity: '3', unit: 'H87' },
]
const blank = (fills: string): LoadDraft => ({ fills, batch: '', quantity: '2', named: false, units: [], packs: [] })
const unit = (of: string, more: Partial<LoadedUnit> = {}): LoadedUnit => ({
  path: of,
  batch: 'B1',
  product: 'PMILK',
  quantity: '1',
  pack: false,
  ...more,
})
const put = (loads: readonly LoadDraft[], of: LoadedUnit): LoadDraft[] => {
  const found = putUnit({ lines, loads }, of)
  if (found.kind !== 'added') throw new Error(found.kind)
  return found.loads
}

describe('a code read at the truck', () => {
  test('of a batch on hand is a unit of it, a pack is asked for by its number', () => {
    expect(readUnit(`https://shop.example${a}`, false, [batch])).toEqual({ kind: 'unit', unit: unit(a) })
    expect(readUnit(formatCode({ kind: 'logistics', sscc: '106141411234567897' }), false, [batch])).toEqual({
      kind: 'pack',
      sscc: '106141411234567897',
    })
  })
  test.each([
    ['of a batch that we do not have', item('0123456789ABCDEFGHJK', 'L10'), 'not_held'],
    ['of a batch as a whole', path, 'wrong'],
    ['that is none of ours', 'https://example.com', 'wrong'],
  ])('%s', (_title, text, kind) => {
    expect(readUnit(text, false, [batch]).kind).toBe(kind)
  })
})

describe('a unit put on the truck', () => {
  test('takes the first line with room, whose number grows with the units, and then the next', () => {
    let loads = put([blank('1'), blank('2')], unit(a))
    expect(loads[0]).toMatchObject({ batch: 'B1', named: true, quantity: '1', units: [a] })
    loads = put(put(loads, unit(b)), unit('/third'))
    expect(loads.map(({ units }) => units)).toEqual([[a, b], ['/third']])
  })
  test('of another batch makes a load of its own on the same line', () => {
    const loads = put(put([blank('1')], unit(a)), unit(b, { batch: 'B2' }))
    expect(loads.map(({ fills, batch: of, quantity }) => [fills, of, quantity])).toEqual([
      ['1', 'B1', '1'],
      ['1', 'B2', '1'],
    ])
  })
  test('that is a pack counts as what is in it', () => {
    const pack = unit('/s/00/1', { quantity: '2', pack: true })
    expect(put([blank('1')], pack)[0]).toMatchObject({ quantity: '2', packs: [{ path: '/s/00/1', quantity: '2' }] })
  })
  test('is refused twice, beyond what was agreed, and of another product', () => {
    const loads = put([blank('1')], unit(a))
    expect(putUnit({ lines, loads }, unit(a))).toEqual({ kind: 'duplicate', path: a })
    expect(putUnit({ lines, loads }, unit('/p', { quantity: '9', pack: true }))).toEqual({ kind: 'over', line: 1 })
    expect(putUnit({ lines, loads }, unit('/o', { product: 'POIL' }))).toEqual({
      kind: 'wrong_product',
      product: 'POIL',
    })
  })
  test('is taken off again, and the number with it', () => {
    const loads = put(put([blank('1')], unit(a)), unit(b))
    expect(takeOff(loads, new Set([a]))[0]).toMatchObject({ units: [b], quantity: '1' })
  })
})
