import { describe, expect, test } from '@jest/globals'
import { countReducer, keptOf, withCount } from './count'
import { readRefusal } from './refusal'
import { readScan } from './reading'
import { contextOf, item, milkBatch, moment, nothing } from './sample-trade'
import { readStoredCount } from './stored-count'

describe('a count kept on the device', () => {
  test('comes back as it was, through JSON', () => {
    const texts = [item(milkBatch, 1), item(milkBatch, 1), item('/s/01/06901234567892/10/L9', 1), 'noise']
    const state = texts.reduce(
      (before, text) =>
        countReducer(
          before,
          { type: 'scanned', reading: readScan(text, false, contextOf(before)), rejected: false },
          moment,
        ),
      nothing('L1'),
    )
    const back = readStoredCount(JSON.parse(JSON.stringify(keptOf(state))))
    expect(back).toEqual(keptOf(state))
    expect(back === undefined ? undefined : withCount(back, state.author, state.operations)).toEqual(state)
  })

  test('is not taken when a part is missing or of another kind', () => {
    const good = keptOf(nothing())
    for (const bad of [
      undefined,
      null,
      7,
      [],
      { ...good, v: 2 },
      { ...good, recent: [{ id: 1 }] },
      { ...good, kind: 'x' },
    ])
      expect(readStoredCount(bad)).toBeUndefined()
  })
})

describe('a refused confirmation', () => {
  const difference = {
    code: 'short',
    disposition: 'mismatch_quantity',
    line: 1,
    field: 'quantity',
    expected: '3',
    actual: '2',
  }

  test('gives the differences and the number of the attempt, counted from 1', () => {
    const details = {
      result: { agreed: false, differences: [difference] },
      attempt: { n: 0, transaction: 'ab', state: 'committed' },
    }
    expect(readRefusal(details)).toEqual({
      differences: [difference],
      attempt: { number: 1, transaction: 'ab', committed: true },
    })
  })

  test('may come without an attempt', () => {
    expect(readRefusal({ result: { differences: [difference] } })).toEqual({ differences: [difference] })
  })

  test('of another shape is not read as one', () => {
    for (const details of [
      {},
      { result: {} },
      { result: { differences: [] } },
      { result: { differences: [{ code: 'x' }] } },
    ]) {
      expect(readRefusal(details)).toBeUndefined()
    }
  })
})
