// From a scanned text to the count: at once from what the phone knows, then from what the server knows of strange units.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { lineCount } from '@ectrace/shared/counting/reduce-count'
import { compare, isZero, add, type Quantity } from '@ectrace/shared/domain/decimal'
import type { CountedLine } from '@ectrace/shared/matching/match'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import { acceptHost, codeHosts } from '../../api/code-hosts'
import { call } from '../../api/call'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { playCue } from '../../platform/cue'
import { announce } from '../../ui/announce'
import type { ScanSource } from '../../ui/scan-panel'
import { quantityOr0, type CountState } from './count'
import { goodsIn } from './known-goods'
import type { LineCodes } from './line-codes'
import { readKnownGoods, readScan, type Reading, type ReadingContext } from './reading'
import { lookOf, wordsOf } from './scan-words'
import type { Counting } from './use-count'

type Rows = NonNullable<BodyOf<typeof endpoints.matchTrade>>['lines']
type ShownLine = ShownExpectation['lines'][number]
type Unit = Extract<Reading, { kind: 'unit' }>

const arrived = (state: CountState, { line }: ShownLine): Quantity => {
  const { accepted, rejected } = lineCount(state, line)
  return add(quantityOr0(accepted), quantityOr0(rejected))
}

const contextOf = (expectation: ShownExpectation, codes: LineCodes, now: () => CountState): ReadingContext => ({
  trade: expectation.trade,
  hosts: codeHosts(),
  expectation,
  codes,
  isCounted: (path) => now().units.some((unit) => unit.path === path),
  // Nobody who counts blind can say that a line is full.
  isShort: (line) => line.due === undefined || compare(arrived(now(), line), line.due) < 0,
})

/** One row with this unit alone, for asking whose it is. */
const rowOf = (expectation: ShownExpectation, { path, line, goods, each }: Unit): CountedLine | undefined => {
  const named = expectation.lines.find((expected) => expected.line === line)
  const what = named ?? goods
  if (what === undefined) return undefined
  const { product, lot, unit } = what
  const accepted = each ?? '0'
  const row = { product, lot, unit, accepted, rejected: '0', missing: '0', units: [path] }
  return line === undefined ? row : { line, ...row }
}

/** The other trade that a unit belongs to; undefined when there is none or the server cannot be asked now. */
const otherTradeOf = async (expectation: ShownExpectation, unit: Unit): Promise<string | undefined> => {
  const row = rowOf(expectation, unit)
  if (row === undefined) return undefined
  const { differences } = await call(endpoints.matchTrade, {
    params: { no: expectation.trade },
    // Units of measure come from the chain.
    body: { kind: 'partial', lines: [row] as Rows },
  })
  return differences.find(({ code, unit: path }) => code === 'unit_of_other_trade' && path === unit.path)?.actual
}

/** Units that the trade names are known; of all others only the chain can say whose they are. */
const isStrange = ({ lines }: ShownExpectation, reading: Reading): reading is Unit =>
  reading.kind === 'unit' && !lines.some(({ units }) => units?.includes(reading.path))

export type Scanning = { take: (text: string, source: ScanSource) => void; undo: () => void }

export const useScanning = (
  expectation: ShownExpectation,
  codes: LineCodes,
  { dispatch, now }: Counting,
  rejected: boolean,
): Scanning => {
  const t = useTranslate()
  const language = useLanguage()

  /** Colour comes with the state; here are tone, vibration and voice. */
  const tell = (state: CountState): void => {
    const last = state.recent[0]
    if (last === undefined) return
    const { cue } = lookOf(last.verdict)
    if (cue !== undefined) playCue(cue)
    announce(wordsOf(last, t, language))
  }
  const count = (reading: Reading): void => {
    tell(dispatch({ type: 'scanned', reading, rejected }))
    if (isStrange(expectation, reading) && !isZero(reading.each ?? '1')) void askOwner(reading)
    if (reading.kind === 'other' && reading.verdict === 'foreign') void askGoods(reading.path)
  }
  const askOwner = async (unit: Unit): Promise<void> => {
    const trade = await otherTradeOf(expectation, unit).catch(() => undefined)
    if (trade !== undefined) tell(dispatch({ type: 'learned', path: unit.path, trade }))
  }
  const askGoods = async (path: string): Promise<void> => {
    const view = await call(endpoints.trace, { query: { c: path } }).catch(() => undefined)
    const known = view === undefined ? undefined : goodsIn(view)
    if (known === undefined) return
    const context = contextOf(expectation, codes, now)
    if (!context.isCounted(known.path)) count(readKnownGoods(known.path, known.goods, context))
  }
  const take = (text: string, source: ScanSource): void => {
    const reading = readScan(text, source === 'typed', contextOf(expectation, codes, now))
    count(reading)
    if (reading.kind === 'other' && reading.detail === 'CODE_FOREIGN_HOST') void takeFromOther(text, source)
  }
  /** A label of the platform that was printed under another of its addresses. */
  const takeFromOther = async (text: string, source: ScanSource): Promise<void> => {
    if (await acceptHost(text)) take(text, source)
  }
  return {
    take,
    undo: () => {
      tell(dispatch({ type: 'undone' }))
    },
  }
}
