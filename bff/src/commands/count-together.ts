// What several people count on one trade, kept in the order of arrival: each operation once, also when it comes late or again.
import type { CountingView } from '@ectrace/shared/api/counting-views'
import { brokenNumbers, countRows } from '@ectrace/shared/counting/count-rows'
import { mostOperations } from '@ectrace/shared/counting/operation'
import type { CountOperation } from '@ectrace/shared/counting/operation'
import { parseOperation } from '@ectrace/shared/counting/parse-operation'
import type { OperationAnswer } from '@ectrace/shared/counting/queue'
import { reduceCount } from '@ectrace/shared/counting/reduce-count'
import type { TradeState } from '@ectrace/shared/domain/trade'
import { AppError, fault } from '@ectrace/shared/errors'
import type { State } from '@ectrace/shared/ledger/state'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Deps, Principal } from '../deps.ts'
import type { Sight } from '../views/sight.ts'
import { expectReceipt } from './expect-receipt.ts'
import { noteColleagues, operatorsAmong } from './count-operators.ts'
import { sweepCounts } from './sweep-counts.ts'

/** Operations of one answer: some 600 KB. */
const pageSize = 2_000
/** Phones that count one trade, those that lost their memory and got a new name included. */
const mostDevices = 200

/** Before these there is nothing to count; after the end operations still come, from phones that had no signal. */
const countable: readonly TradeState[] = [
  'dispatched',
  'partly_received',
  'received',
  'refused',
  'returned',
  'cancelled',
]

type Place = { channel: string; trade: string }
type Read = { operation: CountOperation } | { answer: OperationAnswer }

const jsonOf = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json

const conflict = (id: string, { code, details }: AppError): OperationAnswer => ({
  ...{ id, outcome: 'conflict', code },
  details: jsonOf(details) as Record<string, Json>,
})

/** An id that can be answered to, of something that may be no operation. */
const idOf = (value: unknown): string => {
  const id: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  return typeof id === 'string' ? id.slice(0, 36) : ''
}

/** A device that several operators share sends what each of them counted in the session of whoever is at it then. */
const checkOwn = ({ trade, by }: CountOperation, no: string, operators: ReadonlySet<string>): void => {
  if (trade !== no) throw fault('VALIDATION_FAILED', 'trade', 'trade.of-path', trade)
  if (!operators.has(by)) throw fault('FORBIDDEN', 'by', 'user.of-organisation', by)
}

const readOne = (value: unknown, no: string, operators: ReadonlySet<string>): Read => {
  try {
    const operation = parseOperation(value, '')
    checkOwn(operation, no, operators)
    return { operation }
  } catch (error) {
    if (error instanceof AppError) return { answer: conflict(idOf(value), error) }
    throw error
  }
}

type Kept = Map<string, string>

const keptOf = async ({ vault }: Deps, { channel, trade }: Place, ids: readonly string[]): Promise<Kept> => {
  if (ids.length === 0) return new Map()
  const rows = await vault
    .selectFrom('count_operation')
    .select(['id', 'operation'])
    .where('channel', '=', channel)
    .where('trade', '=', trade)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, operation }) => [id, operation]))
}

/** Throws VALIDATION_FAILED when the trade has as many operations or devices as it may have. */
const requireRoom = async (
  { vault }: Deps,
  { channel, trade }: Place,
  more: readonly CountOperation[],
): Promise<void> => {
  const rows = await vault
    .selectFrom('count_operation')
    .select(({ fn }) => ['device', fn.countAll<number>().as('n')])
    .where('channel', '=', channel)
    .where('trade', '=', trade)
    .groupBy('device')
    .execute()
  const n = rows.reduce((sum, row) => sum + row.n, 0)
  if (n + more.length > mostOperations)
    throw fault('VALIDATION_FAILED', 'operations', `at-most-${String(mostOperations)}-of-a-trade`, String(n))
  const devices = new Set([...rows, ...more].map(({ device }) => device)).size
  if (devices > mostDevices)
    throw fault('VALIDATION_FAILED', 'device', `at-most-${String(mostDevices)}-of-a-trade`, String(devices))
}

const insert = async (deps: Deps, place: Place, fresh: readonly CountOperation[]): Promise<void> => {
  if (fresh.length === 0) return
  const received_at = deps.clock()
  const rows = fresh.map((operation) => ({
    ...place,
    id: operation.id,
    device: operation.device,
    operation: canonical(operation),
    received_at,
  }))
  const { vault } = deps
  // One after the other: who has read up to a number must not miss a smaller one that is committed later.
  await vault.transaction().execute((writer) =>
    writer
      .insertInto('count_operation')
      .values(rows)
      // Somebody may send the same at this moment: the first one stays.
      .onConflict((other) => other.columns(['channel', 'trade', 'id']).doNothing())
      .execute(),
  )
}

const answerOf = (operation: CountOperation, before: Kept, after: Kept): OperationAnswer => {
  const { id } = operation
  const theirs = before.get(id) ?? after.get(id)
  if (theirs !== canonical(operation)) {
    const details = { yours: jsonOf(operation), theirs: theirs === undefined ? null : (JSON.parse(theirs) as Json) }
    return { id, outcome: 'conflict', code: 'IDEMPOTENCY_MISMATCH', details }
  }
  return { id, outcome: before.has(id) ? 'duplicate' : 'kept' }
}

const refuseAll = (operations: readonly CountOperation[], error: AppError): OperationAnswer[] =>
  operations.map(({ id }) => conflict(id, error))

const keep = async (deps: Deps, place: Place, operations: readonly CountOperation[]): Promise<OperationAnswer[]> => {
  const ids = operations.map(({ id }) => id)
  const before = await keptOf(deps, place, ids)
  const fresh = operations.filter(({ id }) => !before.has(id))
  const known = operations.filter(({ id }) => before.has(id)).map((one) => answerOf(one, before, before))
  try {
    if (fresh.length > 0) await requireRoom(deps, place, fresh)
  } catch (error) {
    if (error instanceof AppError) return [...known, ...refuseAll(fresh, error)]
    throw error
  }
  await insert(deps, place, fresh)
  const after = await keptOf(deps, place, ids)
  return [...known, ...fresh.map((one) => answerOf(one, before, after))]
}

const keepGiven = async (
  deps: Deps,
  { no, state }: State['trade'],
  principal: Principal,
  given: readonly unknown[],
): Promise<OperationAnswer[]> => {
  const operators = await operatorsAmong(deps, principal, given)
  const read = given.map((value) => readOne(value, no, operators))
  const wrong = read.flatMap((one) => ('answer' in one ? [one.answer] : []))
  const operations = read.flatMap((one) => ('operation' in one ? [one.operation] : []))
  await noteColleagues(deps, no, principal, operations)
  if (!countable.includes(state))
    return [...wrong, ...refuseAll(operations, new AppError('STATE_CONFLICT', { details: { state } }))]
  return [...wrong, ...(await keep(deps, { channel: deps.channel, trade: no }, operations))]
}

const rowsAfter = ({ vault, channel }: Deps, trade: string, since: number, limit: number) =>
  vault
    .selectFrom('count_operation')
    .select(['n', 'id', 'operation'])
    .where('channel', '=', channel)
    .where('trade', '=', trade)
    .where('n', '>', since)
    .orderBy('n')
    .limit(limit)
    .execute()

// Written by this file, from what parseOperation had read.
const operationOf = (row: { operation: string }): CountOperation => JSON.parse(row.operation) as CountOperation

const countedBy = async (deps: Deps, trade: State['trade'], sight: Sight): Promise<Pick<CountingView, 'count'>> => {
  const all = await rowsAfter(deps, trade.no, 0, mostOperations)
  const counted = reduceCount(all.map(operationOf))
  const { lines } = sight.expectation(await expectReceipt(deps, trade))
  const { duplicates } = counted
  return { count: { lines: countRows(lines, counted), broken: brokenNumbers(lines, counted), duplicates } }
}

export type CountingRequest = { operations: readonly unknown[]; since: number; count: boolean }

/**
 * Keeps the new ones of `operations` (by the caller, each once) and gives those of everybody else after `since`. Nothing is refused as a
 * whole: every operation has its answer.
 */
export const countTogether = async (
  deps: Deps,
  trade: State['trade'],
  by: { principal: Principal; sight: Sight },
  { operations: given, since, count }: CountingRequest,
): Promise<CountingView> => {
  const answers = await keepGiven(deps, trade, by.principal, given)
  const own = new Set(answers.map(({ id }) => id))
  const rows = await rowsAfter(deps, trade.no, since, pageSize + 1)
  const page = rows.slice(0, pageSize)
  await sweepCounts(deps)
  return {
    answers,
    operations: page.filter(({ id }) => !own.has(id)).map(operationOf),
    cursor: page.at(-1)?.n ?? since,
    more: rows.length > pageSize,
    ...(count ? await countedBy(deps, trade, by.sight) : {}),
  }
}
