// For tests of settlements: deliveries, counts, and what a supplier's yes makes of them.
import { makeSerial } from '../codes/serial.ts'
import { formatCode } from '../codes/trace-code.ts'
import { subtract } from '../domain/decimal.ts'
import { batchId, deriveId } from '../ledger/ids.ts'
import type { State } from '../ledger/state.ts'
import { amendDelivery } from './amend-delivery.ts'
import { expectationOf } from './expectation.ts'
import { match } from './match.ts'
import type { Count, CountedLine, MatchResult, ReceiptKind } from './match.ts'
import { matchSettled, settle } from './settlement.ts'
import type { Change, Fates } from './settlement.ts'

export type Delivery = State['delivery']
export type Line = Delivery['lines'][number]

export const milk = deriveId('product', 'milk')
export const flour = deriveId('product', 'flour')
export const bread = deriveId('product', 'bread')
export const itemOf = (n: number, lot: string): string => item(n % 256, lot, milk, Math.floor(n / 256))
export const item = (n: number, lot = 'M1', product = milk, high = 0): string => {
  const serial = makeSerial(
    { key: new Uint8Array(32), keyId: 1 },
    { product, lot, random: Uint8Array.from([0, 0, 0, 0, 0, high, n]) },
  )
  return formatCode({ kind: 'item', scheme: 'own', product, lot, serial })
}
export const items = (from: number, to: number, lot = 'M1'): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => item(from + i, lot))

export const trade = (state: State['trade']['state'] = 'dispatched'): State['trade'] => ({
  v: 1,
  no: 'T',
  supplier: 'S',
  buyer: 'B',
  state,
  lines: [
    { line: 1, product: milk, quantity: '10', unit: 'H87' },
    { line: 2, product: flour, quantity: '100', unit: 'KGM' },
  ],
  requiredCredentials: [],
  documents: [],
  receipts: 0,
  attempts: 0,
})
export const line = (number: number, change: Partial<Line> = {}): Line => ({
  line: number,
  product: milk,
  batch: batchId(milk, 'M1'),
  lot: 'M1',
  unit: 'H87',
  dispatched: '10',
  received: '0',
  holding: `H${String(number)}`,
  ...change,
})
export const weighed = (number: number, change: Partial<Line> = {}): Line =>
  line(number, { product: flour, batch: batchId(flour, 'F1'), lot: 'F1', unit: 'KGM', dispatched: '100', ...change })
export const named = (number: number, units: string[], change: Partial<Line> = {}): Line =>
  line(number, { dispatched: String(units.length), units, receivedUnits: [], ...change })

type Row = Partial<CountedLine>
export const row = (change: Row = {}): CountedLine => ({
  product: milk,
  lot: 'M1',
  unit: 'H87',
  accepted: '0',
  rejected: '0',
  missing: '0',
  ...change,
})
export const kilos = (change: Row): CountedLine => row({ product: flour, lot: 'F1', unit: 'KGM', ...change })
export const count = (lines: CountedLine[], kind: ReceiptKind = 'final'): Count => ({
  receiver: 'B',
  at: '2025-11-22T10:00:00+08:00',
  kind,
  lines,
})

const fates: Fates = { missing: 'not_shipped', rejected: 'returning' }
export const goods: Record<string, Pick<State['batch'], 'product' | 'lot'>> = Object.fromEntries(
  [
    [milk, 'M2'],
    [milk, 'M3'],
    [flour, 'F2'],
  ].map(([product = '', lot = '']) => [batchId(product, lot), { product, lot }]),
)

export type Settlement = { before: MatchResult; changes: Change[]; delivery: Delivery; after: MatchResult }
export const settlement = (lines: Line[], counted: Count, of = trade(), said = fates): Settlement => {
  const delivery: Delivery = { v: 1, trade: 'T', lines }
  const expectation = expectationOf({ trade: of, delivery })
  const changes = settle({ expectation, agreed: of.lines, count: counted, fates: said })
  const amended = amendDelivery({ trade: of, delivery, count: counted, goods }, changes)
  const after = matchSettled(expectationOf({ trade: of, delivery: amended }), counted, changes)
  return { before: match(expectation, counted), changes, delivery: amended, after }
}
export const codes = ({ differences }: MatchResult): string[] => differences.map(({ code }) => code)
export const dueOf = ({ lines }: Delivery): string[] =>
  lines.map(({ dispatched, received }) => subtract(dispatched, received))
