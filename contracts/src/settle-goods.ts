// What an answer to a discrepancy note moves: goods that never left come back, lost ones are gone, extra ones go into transit.
import { add, compare, sum } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { dateOfInstant } from '@ectrace/shared/domain/time'
import { checkUnitOfMeasure } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { openUseCheck } from './codes-in-use.ts'
import type { RequireInUse } from './codes-in-use.ts'
import { checkUnits, purposeOf, sendUnits } from './dispatch-units.ts'
import { demand, mustExist, requireDistinct, requireNotRecalled, requireQuantity } from './guards.ts'
import { holdingMaker, shrinkHolding, spendHoldings } from './holdings.ts'
import type { NewHolding, Take } from './holdings.ts'
import type { LedgerState } from './ledger-state.ts'
import { takeOut } from './packs.ts'

type Delivery = State['delivery']
type Line = Delivery['lines'][number]
type Amendment = Args<'answerDiscrepancy'>['amendments'][number]
type More = Extract<Amendment, { change: 'more' }>
type Less = Extract<Amendment, { change: 'less' }>

/** What an answer settles: `delivery` is the one after the amendments, its new lines without a holding. */
export type Settling = {
  trade: State['trade']
  n: number
  delivery: Delivery
  amendments: readonly Amendment[]
}

/** As far as the goods have been moved: the holding of each line, and what is on its way back. */
type Moved = {
  make: (holding: NewHolding) => string
  holdings: Map<number, string>
  returning: NonNullable<Delivery['returning']>
}

const takesOf = ({ batch, quantity, holdings }: More, unit: string, at: string): Take[] => {
  const takes = holdings.map((taken, i) => {
    const field = `${at}.holdings.${i}`
    return {
      holding: taken.id,
      batch,
      quantity: requireQuantity(taken.quantity, unit, `${field}.quantity`),
      field: `${field}.id`,
    }
  })
  const taken = sum(takes.map((take) => take.quantity))
  demand(compare(taken, quantity) === 0, 'QUANTITY_NOT_BALANCED', `${at}.holdings`, 'sum.is-quantity', taken)
  return takes
}

const dispatchLineOf = (
  line: Line,
  { quantity, holdings, units, membership }: More,
): Parameters<typeof sendUnits>[2] => ({
  line: line.line,
  fills: line.line,
  batch: line.batch,
  quantity,
  unit: checkUnitOfMeasure(line.unit),
  holdings,
  units,
  membership,
})

/** Extra goods, of which it tells what is in the packs among them, have to be such as could have been dispatched then: made by that day, not recalled, in the supplier's hands. */
const checkMore = async (
  state: LedgerState,
  settling: Settling,
  line: Line,
  extra: More,
  { at, requireInUse }: { at: string; requireInUse: RequireInUse },
): Promise<Record<string, Quantity>> => {
  const batch = await mustExist(state, keys.batch(line.batch), `${at}.batch`)
  const { dispatchedAt } = await mustExist(state, keys.dispatch(settling.trade.no), 'no')
  const made = batch.producedOn <= dateOfInstant(dispatchedAt)
  demand(made, 'VALIDATION_FAILED', `${at}.batch`, 'time.not-before-production', batch.producedOn)
  await requireNotRecalled(state, batch.id, `${at}.batch`)
  const product = await mustExist(state, keys.product(batch.product), `${at}.batch`)
  return checkUnits(state, dispatchLineOf(line, extra), { product, batch }, { at, requireInUse })
}

const inTransit = ({ trade }: Settling, batch: string, quantity: Quantity): NewHolding => ({
  owner: trade.supplier,
  ...(trade.deliverTo !== undefined && { place: trade.deliverTo }),
  batch,
  quantity,
  state: 'in_transit',
  trade: trade.no,
})

const sendMore = async (
  state: LedgerState,
  settling: Settling,
  moved: Moved,
  line: Line,
  extra: More,
): Promise<void> => {
  const known = moved.holdings.get(line.line)
  const holding = known === undefined ? undefined : await mustExist(state, keys.holding(known), 'no')
  if (holding?.state === 'in_transit')
    state.put(keys.holding(holding.id), { ...holding, quantity: add(holding.quantity, extra.quantity) })
  else moved.holdings.set(line.line, moved.make(inTransit(settling, line.batch, extra.quantity)))
  await sendUnits(state, settling.trade.no, dispatchLineOf(line, extra))
}

/** Gone for good, with everything that is packed in it. */
const retireUnit = async (state: LedgerState, path: string): Promise<void> => {
  const { trade: _trade, ...unit } = await mustExist(state, keys.unit(path), 'no')
  state.put(keys.unit(path), { ...unit, state: 'retired' })
  for (const child of unit.pack?.children ?? []) await retireUnit(state, child)
}

/** The unit after its fate: at home again, gone for good, or still on its way under the trade. */
const moveUnit = async (
  state: LedgerState,
  { trade: { no, supplier } }: Settling,
  path: string,
  fate: Less['fate'],
): Promise<void> => {
  if (fate === 'lost' || fate === 'destroyed') return retireUnit(state, path)
  const { trade: _trade, ...unit } = await mustExist(state, keys.unit(path), 'no')
  const row = { ...unit, holder: supplier }
  state.put(
    keys.unit(path),
    fate === 'not_shipped' ? { ...row, state: 'on_hand' } : { ...row, state: 'in_transit', trade: no },
  )
}

/** What lies in packs that are due leaves them: the rest of the pack stays due. */
const leavePacks = async (state: LedgerState, paths: readonly string[]): Promise<void> => {
  const rows: State['unit'][] = []
  for (const path of paths) rows.push(await mustExist(state, keys.unit(path), 'no'))
  await takeOut(state, rows)
  for (const { parent, ...row } of rows) if (parent !== undefined) state.put(keys.unit(row.path), row)
}

const takeLess = async (
  state: LedgerState,
  settling: Settling,
  moved: Moved,
  line: Line,
  gone: Less,
): Promise<void> => {
  const { quantity, fate, units = [] } = gone
  const { batch } = line
  await shrinkHolding(state, moved.holdings.get(line.line) ?? '', quantity)
  await leavePacks(state, units)
  for (const path of units) await moveUnit(state, settling, path, fate)
  if (fate === 'not_shipped') {
    const { place } = await mustExist(state, keys.dispatch(settling.trade.no), 'no')
    moved.make({ owner: settling.trade.supplier, place, batch, quantity, state: 'on_hand' })
  }
  if (fate === 'returning') {
    const holding = moved.make(inTransit(settling, batch, quantity))
    moved.returning.push({ batch, holding, ...(units.length > 0 && { units }) })
  }
}

const requireUnitsOnce = (amendments: readonly Amendment[], change: Amendment['change']): void => {
  const named = amendments.flatMap((one, i) =>
    one.change === change ? (one.units ?? []).map((path, j) => ({ path, field: `amendments.${i}.units.${j}` })) : [],
  )
  requireDistinct(
    named.map(({ path }) => path),
    (position) => named[position]?.field ?? 'amendments',
  )
}

/**
 * Moves the goods of an answer and gives the delivery with the holdings of its lines and what is on its way back. Every quantity that
 * leaves a line's holding in transit is in a new one (at home, on its way back) or gone as lost or destroyed; every extra one comes out
 * of the supplier's named holdings. `before`: the delivery as it stands. Throws as a dispatch does, at `amendments.{i}`.
 */
export const settleGoods = async (state: LedgerState, before: Delivery, settling: Settling): Promise<Delivery> => {
  const { trade, n, delivery, amendments } = settling
  requireUnitsOnce(amendments, 'more')
  requireUnitsOnce(amendments, 'less')
  const lines = new Map(delivery.lines.map((line) => [line.line, line]))
  const lineOf = (number: number): Line => {
    const line = lines.get(number)
    demand(line !== undefined, 'VALIDATION_FAILED', 'amendments', 'line.of-delivery', String(number))
    return line
  }
  const requireInUse = openUseCheck(state, purposeOf(trade))
  const takes: Take[] = []
  const contents = new Map<number, Record<string, Quantity>>()
  for (const [i, amendment] of amendments.entries()) {
    if (amendment.change === 'less') continue
    const line = lineOf(amendment.line)
    const packs = await checkMore(state, settling, line, amendment, { at: `amendments.${i}`, requireInUse })
    if (Object.keys(packs).length > 0) contents.set(line.line, { ...contents.get(line.line), ...packs })
    takes.push(...takesOf(amendment, line.unit, `amendments.${i}`))
  }
  const make = holdingMaker(state, `${trade.no}/note/${n}`)
  for (const remainder of await spendHoldings(state, takes)) make(remainder)
  const moved: Moved = {
    make,
    holdings: new Map(before.lines.map(({ line, holding }) => [line, holding])),
    returning: [...(before.returning ?? [])],
  }
  for (const amendment of amendments) {
    const line = lineOf(amendment.line)
    if (amendment.change === 'more') await sendMore(state, settling, moved, line, amendment)
    else await takeLess(state, settling, moved, line, amendment)
  }
  return {
    ...delivery,
    lines: delivery.lines.map((line) => {
      const packs = contents.get(line.line)
      return {
        ...line,
        holding: moved.holdings.get(line.line) ?? line.holding,
        ...(packs !== undefined && { contents: { ...line.contents, ...packs } }),
      }
    }),
    ...(moved.returning.length > 0 && { returning: moved.returning }),
  }
}
