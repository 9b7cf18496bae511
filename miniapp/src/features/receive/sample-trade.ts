// A dispatched trade for tests: milk with named bottles, milk of the same batch in bulk, and cheese by weight.
import type { Expectation } from '@ectrace/shared/matching/match'
import { lineCodesOf } from './line-codes'
import type { CountState } from './count'
import { compare } from '@ectrace/shared/domain/decimal'
import { lineCount } from '@ectrace/shared/counting/reduce-count'
import { nothingKept, quantityOr0, withCount } from './count'
import type { ReadingContext } from './reading'

export const trade = '0123456789ABCDEFGHJK'
export const buyer = 'OAAAAAAAAAAAAAAAAAAA'
const milk = 'PMILKAAAAAAAAAAAAAAA'
const yogurt = 'PYOGAAAAAAAAAAAAAAAA'
const cheese = 'PCHEAAAAAAAAAAAAAAAA'
export const milkBatch = '/s/01/06901234567892/10/L1'
export const yogurtBatch = `/s/x/${yogurt}/10/Y1`

export const item = (batch: string, n: number): string => `${batch}/21/${String(n).padStart(20, '0')}`

export const expectation: Expectation = {
  trade,
  state: 'dispatched',
  buyer,
  lines: [
    {
      line: 1,
      product: milk,
      batch: 'BMILK',
      lot: 'L1',
      unit: 'XBO',
      due: '3',
      units: [item(milkBatch, 1), item(milkBatch, 2), item(milkBatch, 3)],
      receivedUnits: [item(milkBatch, 9)],
    },
    { line: 2, product: yogurt, batch: 'BYOG', lot: 'Y1', unit: 'EA', due: '2' },
    { line: 3, product: yogurt, batch: 'BYOG', lot: 'Y1', unit: 'EA', due: '4' },
    { line: 4, product: cheese, batch: 'BCHE', lot: 'C1', unit: 'KGM', due: '12.5' },
  ],
}

const names = new Map([
  [milk, 'Milk'],
  [yogurt, 'Yogurt'],
  [cheese, 'Cheese'],
])

/** Nothing counted yet, by one person on one phone. */
export const nothing = (place = ''): CountState =>
  withCount(
    nothingKept(place),
    { trade, device: '00000000-0000-4000-8000-000000000001', by: 'UAAAAAAAAAAAAAAAAAAA' },
    [],
  )

export const moment = '2026-11-22T10:00:00.000Z'

export const contextOf = (state: CountState): ReadingContext => ({
  trade,
  hosts: ['trace.example'],
  expectation,
  codes: lineCodesOf(expectation, new Map([['BYOG', yogurtBatch]]), names),
  isCounted: (path) => state.units.some((unit) => unit.path === path),
  isShort: (line) => compare(quantityOr0(lineCount(state, line.line).accepted), line.due ?? '0') < 0,
})
