// What dispatch-draft.ts promises.
import { describe, expect, test } from '@jest/globals'
import {
  balanceOf,
  checkDispatch,
  dispatchBody,
  firstDispatch,
  readDispatch,
  split,
  takenElsewhere,
  type DispatchDraft,
} from './dispatch-draft'

const lines = [
  { line: 1, product: 'P1', productName: 'Pumpkin', quantity: '100', unit: 'XCT' },
  { line: 2, product: 'P2', productName: 'Oil', quantity: '12.5', unit: 'KGM' },
]
const first = firstDispatch(lines, { day: '2026-11-22', time: '08:30' })
const loaded: DispatchDraft = {
  ...first,
  place: 'S1',
  loads: first.loads.map((load) => ({ ...load, batch: `B${load.fills}` })),
}

describe('a dispatch', () => {
  test('starts with all that was agreed, each line of one batch, in bulk', () => {
    expect(first.loads).toEqual([
      { fills: '1', batch: '', quantity: '100', named: false, units: [], packs: [] },
      { fills: '2', batch: '', quantity: '12.5', named: false, units: [], packs: [] },
    ])
    expect(checkDispatch(first, lines).map(({ field }) => field)).toEqual(['place', 'lines.0.batch', 'lines.1.batch'])
    expect(checkDispatch(loaded, lines)).toEqual([])
  })
  test('is sent line by line; bulk lines name no items', () => {
    const body = dispatchBody(loaded)
    expect(body.lines).toEqual([
      { fills: 1, batch: 'B1', quantity: '100' },
      { fills: 2, batch: 'B2', quantity: '12.5' },
    ])
    expect(body).not.toHaveProperty('temperature')
    expect(body.dispatchedAt).toMatch(/^2026-11-22T08:30:00/)
  })
  test('named item by item needs as many codes as the quantity', () => {
    const named = (units: string[]): DispatchDraft => ({
      ...loaded,
      loads: [{ fills: '1', batch: 'B1', quantity: '2', named: true, units, packs: [] }],
    })
    expect(checkDispatch(named([]), lines)).toMatchObject([{ field: 'lines.0.units', rule: 'units.chosen' }])
    expect(checkDispatch(named(['/a']), lines)).toEqual([
      { field: 'lines.0.units', rule: 'units.as-many-as-quantity', value: '1' },
    ])
    expect(checkDispatch(named(['/a', '/b']), lines)).toEqual([])
    expect(dispatchBody(named(['/a', '/b'])).lines[0]?.units).toEqual(['/a', '/b'])
  })
  test('counts what is missing and what is over', () => {
    const withQuantity = (quantity: string) => [{ ...loaded.loads[0]!, quantity }]
    expect(balanceOf(lines[0]!, withQuantity('98'))).toEqual({ agreed: '100', loaded: '98', missing: '2', over: '0' })
    expect(balanceOf(lines[0]!, withQuantity('101'))).toMatchObject({ missing: '0', over: '1' })
    expect(balanceOf(lines[0]!, withQuantity('9x'))).toMatchObject({ loaded: '0', missing: '100' })
  })
  test('can take a line from two batches: the second gets what is missing, beside the first', () => {
    const short = { ...loaded, loads: [{ ...loaded.loads[0]!, quantity: '60' }, loaded.loads[1]!] }
    expect(split(short, lines[0]!).map(({ fills, quantity }) => [fills, quantity])).toEqual([
      ['1', '60'],
      ['1', '40'],
      ['2', '12.5'],
    ])
  })
  test('does not offer an item twice', () => {
    const load = { fills: '1', batch: 'B1', quantity: '1', named: true, units: ['/a'], packs: [] }
    const loads = [load, { ...load, units: ['/b'] }, { ...load, named: false, units: ['/c'] }]
    expect([...takenElsewhere(loads, 1)]).toEqual(['/a'])
  })
  test('comes back from storage', () => {
    expect(readDispatch(JSON.parse(JSON.stringify(loaded)))).toEqual(loaded)
    expect(readDispatch({ ...loaded, loads: [{ fills: 1 }] })).toBeUndefined()
  })
})
