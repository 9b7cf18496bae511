// What batch-draft.ts promises.
import { describe, expect, test } from '@jest/globals'
import {
  batchBody,
  checkBatch,
  checkTransform,
  emptyBatch,
  leftOf,
  readTransform,
  transformBody,
  type StockOf,
} from './batch-draft'

const today = '2026-11-22'
const good = { product: 'P1', lot: 'L-1', producedOn: '2026-11-20', expiresOn: '', place: 'S1', quantity: '100' }
const stockOf: StockOf = (batch) => (batch === 'B1' ? { onHand: '10.5', unit: 'KGM' } : undefined)

describe('a batch', () => {
  test('needs all but the last day of use', () => {
    const fields = checkBatch(emptyBatch, '', today).map(({ field }) => field)
    expect(fields).toEqual(['product', 'lot', 'producedOn', 'place', 'quantity'])
    expect(checkBatch(good, 'XCT', today)).toEqual([])
    expect(batchBody(good)).not.toHaveProperty('expiresOn')
  })
  test.each([
    [{ producedOn: '2026-11-23' }, 'producedOn', 'day.not-in-future'],
    [{ expiresOn: '2026-11-19' }, 'expiresOn', 'day.not-before-production'],
    [{ expiresOn: '2026-02-30' }, 'expiresOn', 'real-calendar-date'],
    [{ quantity: '1.5' }, 'quantity', 'whole-units-only'],
    [{ lot: '批' }, 'lot', 'gs1-character-set-82-at-most-20'],
  ])('with %j is refused at %s', (patch, field, rule) => {
    expect(checkBatch({ ...good, ...patch }, 'XCT', today)).toMatchObject([{ field, rule }])
  })
})

describe('processing', () => {
  const inputs = [
    { batch: 'B1', quantity: '4.25' },
    { batch: 'B1', quantity: '6.25' },
  ]
  test('uses the same batch twice up to what is on hand', () => {
    expect(leftOf(inputs, 0, stockOf)).toEqual({ enough: true, left: '6.25' })
    expect(leftOf(inputs, 1, stockOf)).toEqual({ enough: true, left: '0' })
    expect(checkTransform({ ...good, inputs }, 'XCT', today, stockOf)).toEqual([])
  })
  test('is refused at the line that asks for too much', () => {
    const more = [inputs[0]!, { batch: 'B1', quantity: '6.250001' }]
    expect(leftOf(more, 1, stockOf)).toEqual({ enough: false })
    expect(checkTransform({ ...good, inputs: more }, 'XCT', today, stockOf)).toEqual([
      { field: 'inputs.1.quantity', rule: 'at-most-held', value: '6.250001' },
    ])
  })
  test('needs a batch and a number on every line', () => {
    const open = [
      { batch: '', quantity: '1' },
      { batch: 'B1', quantity: '' },
    ]
    expect(checkTransform({ ...good, inputs: open }, 'XCT', today, stockOf)).toMatchObject([
      { field: 'inputs.0.batch', rule: 'choose' },
      { field: 'inputs.1.quantity', rule: 'required' },
    ])
  })
  test('comes back from storage and goes out with its inputs', () => {
    const draft = { ...good, inputs }
    expect(readTransform(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    expect(readTransform({ ...draft, inputs: [{ batch: 1 }] })).toBeUndefined()
    expect(transformBody(draft).inputs).toEqual(inputs)
  })
})
