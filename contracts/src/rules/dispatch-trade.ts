// The supplier sends what was agreed: holdings and named units go into transit, and what is due is written down line by line.
import { AppError } from '@ectrace/shared/errors'
import { add, compare, parseQuantity, subtract, sum } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { dateOfInstant } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { openUseCheck } from '../codes-in-use.ts'
import type { RequireInUse } from '../codes-in-use.ts'
import { checkCommitments, checkUnits, purposeOf, requireUnitsOnce, sendUnits } from '../dispatch-units.ts'
import {
  demand,
  mustExist,
  requireDistinct,
  requireNotInFuture,
  requireNotRecalled,
  requirePlaceOf,
  requireQuantity,
  requireRole,
} from '../guards.ts'
import { makeHoldings, spendHoldings } from '../holdings.ts'
import type { NewHolding, Take } from '../holdings.ts'
import type { LedgerState } from '../ledger-state.ts'
import { requireTradeLicences } from '../licences.ts'
import type { Rule } from '../rule.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

type Trade = State['trade']
type AgreedLine = Trade['lines'][number]
type Line = Args<'dispatchTrade'>['lines'][number]
/** A dispatch line with what the chain knows of its goods. */
type Load = {
  line: Line
  agreed: AgreedLine
  batch: State['batch']
  quantity: Quantity
  takes: Take[]
  contents: Record<string, Quantity>
}

type Sending = { agreedLines: Map<number, AgreedLine>; dispatchedAt: string; requireInUse: RequireInUse }

const takesOf = (line: Line, at: string): Take[] =>
  line.holdings.map(({ id, quantity }, i) => {
    const field = `${at}.holdings.${i}`
    return {
      holding: id,
      batch: line.batch,
      quantity: requireQuantity(quantity, line.unit, `${field}.quantity`),
      field: `${field}.id`,
    }
  })

/** A batch past its expiry may travel (it may be on its way back): receiving it is what is refused. */
const loadOf = async (
  state: LedgerState,
  { agreedLines, dispatchedAt, requireInUse }: Sending,
  line: Line,
  at: string,
): Promise<Load> => {
  const agreed = agreedLines.get(line.fills)
  demand(agreed !== undefined, 'VALIDATION_FAILED', `${at}.fills`, 'line.agreed', String(line.fills))
  demand(line.unit === agreed.unit, 'VALIDATION_FAILED', `${at}.unit`, 'unit.agreed', line.unit)
  const batch = await mustExist(state, keys.batch(line.batch), `${at}.batch`)
  demand(batch.product === agreed.product, 'VALIDATION_FAILED', `${at}.batch`, 'product.agreed', batch.product)
  await requireNotRecalled(state, batch.id, `${at}.batch`)
  const made = batch.producedOn <= dateOfInstant(dispatchedAt)
  demand(made, 'VALIDATION_FAILED', 'dispatchedAt', 'time.not-before-production', dispatchedAt)
  const quantity = requireQuantity(line.quantity, line.unit, `${at}.quantity`)
  const takes = takesOf(line, at)
  const taken = sum(takes.map((take) => take.quantity))
  demand(compare(taken, quantity) === 0, 'QUANTITY_NOT_BALANCED', `${at}.holdings`, 'sum.is-quantity', taken)
  const product = await mustExist(state, keys.product(batch.product), `${at}.batch`)
  const contents = await checkUnits(state, line, { product, batch }, { at, requireInUse })
  return { line, agreed, batch, quantity, takes, contents }
}

const within = (dispatched: Quantity, agreed: Quantity, tolerance: Quantity): boolean => {
  const [less, more] = compare(dispatched, agreed) < 0 ? [dispatched, agreed] : [agreed, dispatched]
  return compare(subtract(more, less), tolerance) <= 0
}

/** One dispatch fills the whole trade: per agreed line, what is sent equals what was agreed, within its tolerance. */
const requireFilled = (trade: Trade, loads: readonly Load[]): void => {
  const sentOn = new Map<number, Quantity>()
  for (const { agreed, quantity } of loads) sentOn.set(agreed.line, add(sentOn.get(agreed.line) ?? '0', quantity))
  for (const { line, quantity, unit, tolerance = '0' } of trade.lines) {
    const sent = sentOn.get(line) ?? '0'
    if (within(sent, quantity, tolerance)) continue
    const faults = [{ field: 'lines', rule: 'sum.is-agreed', value: sent }]
    throw new AppError('QUANTITY_NOT_BALANCED', { details: { line, agreed: quantity, dispatched: sent, unit, faults } })
  }
}

const inTransit = (trade: Trade, owner: string, { batch, quantity }: Load): NewHolding => ({
  owner,
  ...(trade.deliverTo !== undefined && { place: trade.deliverTo }),
  batch: batch.id,
  quantity,
  state: 'in_transit',
  trade: trade.no,
})

/** An absolute tolerance speaks of a whole agreed line: where several lines fill it, it cannot be granted to each of them. */
const toleranceOf = ({ agreed }: Load, shared: boolean): { tolerance?: Quantity } =>
  shared || agreed.tolerance === undefined ? {} : { tolerance: parseQuantity(agreed.tolerance, 'tolerance') }

const deliveryLine = (load: Load, shared: boolean, holding: string): State['delivery']['lines'][number] => {
  const { line, batch, quantity, contents } = load
  return {
    line: line.line,
    product: batch.product,
    batch: batch.id,
    lot: batch.lot,
    unit: line.unit,
    dispatched: quantity,
    received: '0',
    ...(batch.expiresOn !== undefined && { expiresOn: batch.expiresOn }),
    ...toleranceOf(load, shared),
    ...(line.units !== undefined && { units: line.units, receivedUnits: [] }),
    ...(Object.keys(contents).length > 0 && { contents }),
    holding,
  }
}

const send = async (state: LedgerState, trade: Trade, loads: readonly Load[]): Promise<State['delivery']> => {
  const remainders = await spendHoldings(
    state,
    loads.flatMap(({ takes }) => takes),
  )
  const sent = loads.map((load) => inTransit(trade, state.caller.organisation, load))
  const made = makeHoldings(state, trade.no, [...sent, ...remainders])
  for (const { line } of loads) await sendUnits(state, trade.no, line)
  const filled = new Map<number, number>()
  for (const { agreed } of loads) filled.set(agreed.line, (filled.get(agreed.line) ?? 0) + 1)
  const lines = loads.map((load, i) => deliveryLine(load, filled.get(load.agreed.line) !== 1, made[i] ?? ''))
  return { v: 1, trade: trade.no, lines }
}

export const dispatchTrade: Rule<'dispatchTrade'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  const { no, lines, ...act } = args
  const trade = await tradeForAct(state, no, 'dispatch')
  await requirePlaceOf(state, trade.supplier, args.place, 'place')
  requireNotInFuture(state, args.dispatchedAt, 'dispatchedAt')
  requireDistinct(
    lines.map(({ line }) => line),
    (i) => `lines.${i}.line`,
  )
  requireUnitsOnce(lines)
  checkCommitments(args)
  const agreedLines = new Map(trade.lines.map((line) => [line.line, line]))
  const requireInUse = openUseCheck(state, purposeOf(trade))
  const sending = { agreedLines, dispatchedAt: args.dispatchedAt, requireInUse }
  const loads: Load[] = []
  for (const [i, line] of lines.entries()) loads.push(await loadOf(state, sending, line, `lines.${i}`))
  requireFilled(trade, loads)
  await requireTradeLicences(
    state,
    trade,
    loads.map(({ batch }) => batch),
    args.dispatchedAt,
  )
  state.put(keys.delivery(no), await send(state, trade, loads))
  state.put(keys.dispatch(no), { v: 1, trade: no, lines, ...act })
  moveTrade(state, trade, 'dispatch')
}
