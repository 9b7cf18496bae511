// The table of trade states, and the words and units around it.

import { describe, expect, test } from '@jest/globals'
import { bizStepLabel, bizSteps, dispositionLabel, eventDispositions } from './event.ts'
import { nextTradeState, tradeActParty, tradeActs, tradeStateLabel, tradeStates } from './trade.ts'
import { checkUnitOfMeasure, decimalsOf, isPiece, unitOfMeasureLabel, unitsOfMeasure } from './unit-of-measure.ts'

describe('trade states', () => {
  test.each([
    [['accept', 'dispatch', 'receive_final'], 'received'],
    [['accept', 'dispatch', 'receive_partial', 'receive_partial', 'receive_final'], 'received'],
    [['accept', 'dispatch', 'settle', 'receive_final'], 'received'],
    [['accept', 'dispatch', 'refuse', 'return'], 'returned'],
    [['accept', 'dispatch', 'receive_partial', 'refuse'], 'refused'],
    [['accept', 'amend', 'accept', 'cancel'], 'cancelled'],
    [['accept', 'dispatch', 'cancel'], 'cancelled'],
    [['accept', 'dispatch', 'return', 'receive_partial', 'return', 'receive_final', 'return'], 'received'],
    [['decline'], 'declined'],
  ] as const)('%j ends in %s', (acts, end) => {
    let state: (typeof tradeStates)[number] | undefined = 'offered'
    for (const act of acts) state = state === undefined ? undefined : nextTradeState(state, act)
    expect(state).toBe(end)
  })

  test.each([
    ['offered', 'dispatch'],
    ['offered', 'receive_final'],
    ['agreed', 'receive_final'],
    ['partly_received', 'cancel'],
    ['received', 'cancel'],
    ['dispatched', 'dispatch'],
    ['received', 'receive_final'],
    ['received', 'refuse'],
    ['refused', 'receive_final'],
    ['agreed', 'return'],
  ] as const)('%s does not allow %s', (state, act) => {
    expect(nextTradeState(state, act)).toBeUndefined()
  })

  test.each(['cancelled', 'declined', 'returned'] as const)('nothing follows %s', (state) => {
    expect(tradeActs.filter((act) => nextTradeState(state, act) !== undefined)).toEqual([])
  })

  test('every act leads somewhere from some state, and receipts are signed by the buyer', () => {
    for (const act of tradeActs)
      expect(tradeStates.some((state) => nextTradeState(state, act) !== undefined)).toBe(true)
    expect(tradeActParty('receive_final')).toBe('buyer')
    expect(tradeActParty('refuse')).toBe('buyer')
    expect(tradeActParty('dispatch')).toBe('supplier')
  })
})

describe('words', () => {
  test('every state, step, disposition and unit has a Chinese and an English name', () => {
    const names = [
      ...tradeStates.map((state) => [tradeStateLabel(state, 'zh'), tradeStateLabel(state, 'en')]),
      ...bizSteps.map((step) => [bizStepLabel(step, 'zh'), bizStepLabel(step, 'en')]),
      ...eventDispositions.map((disposition) => [
        dispositionLabel(disposition, 'zh'),
        dispositionLabel(disposition, 'en'),
      ]),
      ...unitsOfMeasure.map((unit) => [unitOfMeasureLabel(unit, 'zh'), unitOfMeasureLabel(unit, 'en')]),
    ]
    for (const [zh = '', en = ''] of names) {
      expect(zh).toMatch(/^\p{Script=Han}+$/u)
      expect(en).toMatch(/^[A-Za-z ]+$/)
    }
  })
})

describe('units of measure', () => {
  test('counted units allow no decimals, measured ones do', () => {
    expect(['H87', 'EA', 'XCT'].map(decimalsOf)).toEqual([0, 0, 0])
    expect(['KGM', 'GRM', 'LTR'].map(decimalsOf)).toEqual([6, 3, 6])
    expect(decimalsOf('toString')).toBe(6)
    expect(['H87', 'EA', 'XCT', 'KGM'].map(isPiece)).toEqual([true, true, false, false])
  })

  test('an unknown unit is refused with its field', () => {
    expect(checkUnitOfMeasure('KGM', 'lines.0.unit')).toBe('KGM')
    expect(() => checkUnitOfMeasure('toString', 'lines.0.unit')).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        details: { faults: [{ field: 'lines.0.unit', rule: 'unece-rec-20-code', value: 'toString' }] },
      }),
    )
    expect(unitOfMeasureLabel('C62', 'zh')).toBe('C62')
  })
})
