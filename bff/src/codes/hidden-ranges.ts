// Ranges of codes that have hidden codes: each is issued once, becomes good only when it is whole, and may be replaced while unused.
import type { HiddenRange } from '@ectrace/shared/api/code-views'
import { instantFromMs } from '@ectrace/shared/domain/time'
import { AppError } from '@ectrace/shared/errors'
import type { Selectable, Transaction } from 'kysely'
import type { Deps } from '../deps.ts'
import type { HiddenRangeTable, VaultTables } from '../store/vault.ts'

export type RangeAsked = {
  batch: string
  set: number
  from: number
  to: number
  length: number
  replace: boolean
  user: string
  organisation: string
  /** The Idempotency-Key. */
  key: string
}
type Row = Selectable<HiddenRangeTable>
type Writer = Transaction<VaultTables>
type Parts = Pick<Deps, 'vault' | 'channel' | 'clock'>

/** Ranges of one batch: they are answered in one list. */
const most = 1_000

const viewOf = (row: Row, used: number): HiddenRange => ({
  set: row.code_set,
  from: row.first,
  to: row.last,
  length: row.length,
  issuedAt: instantFromMs(row.issued_at, 0),
  used,
})

const usedIn = async (writer: Pick<Writer, 'selectFrom'>, ranges: readonly Row[]): Promise<Map<number, number>> => {
  const ids = ranges.map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const counts = await writer
    .selectFrom('hidden_use')
    .select(({ fn }) => ['hidden_range', fn.countAll<number>().as('n')])
    .where('hidden_range', 'in', ids)
    .groupBy('hidden_range')
    .execute()
  return new Map(counts.map(({ hidden_range, n }) => [hidden_range, n]))
}

const refusal = (
  code: 'ALREADY_EXISTS' | 'STATE_CONFLICT',
  field: string,
  rule: string,
  range: HiddenRange,
): AppError => new AppError(code, { details: { faults: [{ field, rule }], range } })

const gone = (): AppError =>
  new AppError('STATE_CONFLICT', { details: { faults: [{ field: 'from', rule: 'hidden.issued-anew' }] } })

const remove = async (writer: Writer, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return
  await writer.deleteFrom('hidden_tile').where('hidden_range', 'in', ids).execute()
  await writer.deleteFrom('hidden_range').where('id', 'in', ids).execute()
}

type Span = Pick<Row, 'channel' | 'batch' | 'code_set' | 'first' | 'last'>

const overlapping = (writer: Writer, { channel, batch, code_set, first, last }: Span): Promise<Row[]> =>
  writer
    .selectFrom('hidden_range')
    .selectAll()
    .where('channel', '=', channel)
    .where('batch', '=', batch)
    .where('code_set', '=', code_set)
    .where('first', '<=', last)
    .where('last', '>=', first)
    .orderBy('first')
    .execute()

/** Those that give way to `span`: wholly inside it, and not one of their codes used. */
const replaced = async (writer: Writer, span: Span, issued: readonly Row[]): Promise<void> => {
  const used = await usedIn(writer, issued)
  for (const row of issued) {
    const view = viewOf(row, used.get(row.id) ?? 0)
    if (view.used > 0) throw refusal('STATE_CONFLICT', 'replace', 'hidden.used', view)
    if (row.first < span.first || row.last > span.last)
      throw refusal('ALREADY_EXISTS', 'replace', 'hidden.covers-whole-ranges', view)
  }
}

/** A key makes one range: its plain codes are nowhere, so a repeat cannot have them again. */
const refuseRepeat = async (writer: Writer, span: Span, { user, key }: RangeAsked): Promise<void> => {
  const row = await writer
    .selectFrom('hidden_range')
    .selectAll()
    .where('user', '=', user)
    .where('request_key', '=', key)
    .executeTakeFirst()
  if (row === undefined) return
  const same = row.batch === span.batch && row.code_set === span.code_set && row.first === span.first
  if (!same || row.last !== span.last) throw new AppError('IDEMPOTENCY_MISMATCH')
  if (row.state === 'issued') {
    const used = await usedIn(writer, [row])
    throw refusal('ALREADY_EXISTS', 'Idempotency-Key', 'hidden.issued', viewOf(row, used.get(row.id) ?? 0))
  }
}

const audit = async (writer: Writer, at: number, asked: RangeAsked, action: string): Promise<void> => {
  const { batch, set, from, to, replace, user, organisation } = asked
  const details = JSON.stringify({ set, from, to, replace })
  await writer
    .insertInto('audit')
    .values({ at, user, organisation, action, target: batch, code: null, details })
    .execute()
}

const spanOf = (channel: string, { batch, set, from, to }: RangeAsked): Span => ({
  ...{ channel, batch, code_set: set, first: from, last: to },
})

/**
 * Opens a range, whose number it gives back. One over the same codes that never became whole goes: its file was cut off, and a stream
 * that still runs ends. ALREADY_EXISTS (details: range) where codes have theirs and `replace` is not asked for or covers a part of a
 * range only; STATE_CONFLICT where one of those to be replaced was used.
 */
export const openRange = ({ vault, channel, clock }: Parts, asked: RangeAsked): Promise<number> =>
  vault.transaction().execute(async (writer) => {
    const span = spanOf(channel, asked)
    await refuseRepeat(writer, span, asked)
    const there = await overlapping(writer, span)
    const issued = there.filter(({ state }) => state === 'issued')
    const [first] = issued
    if (first !== undefined && !asked.replace) {
      const used = await usedIn(writer, [first])
      throw refusal('ALREADY_EXISTS', 'from', 'hidden.issued', viewOf(first, used.get(first.id) ?? 0))
    }
    await replaced(writer, span, issued)
    await remove(
      writer,
      there.flatMap(({ id, state }) => (state === 'issuing' ? [id] : [])),
    )
    await refuseTooMany(writer, span)
    await audit(writer, clock(), asked, 'hidden-codes.begin')
    const { length, user, key } = asked
    const { id } = await writer
      .insertInto('hidden_range')
      .values({ ...span, length, issued_at: clock(), user, request_key: key, state: 'issuing' })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })

const refuseTooMany = async (writer: Writer, { channel, batch }: Span): Promise<void> => {
  const { n } = await writer
    .selectFrom('hidden_range')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('channel', '=', channel)
    .where('batch', '=', batch)
    .executeTakeFirstOrThrow()
  if (n >= most)
    throw new AppError('STATE_CONFLICT', {
      details: { faults: [{ field: 'from', rule: `hidden.ranges.${String(most)}` }] },
    })
}

const mustStand = async (writer: Writer, id: number): Promise<Row> => {
  const row = await writer
    .selectFrom('hidden_range')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'issuing')
    .executeTakeFirst()
  if (row === undefined) throw gone()
  return row
}

/** Keeps digests of an open range. STATE_CONFLICT when another range was opened over the same codes. */
export const keepTiles = (
  { vault }: Parts,
  range: number,
  tiles: readonly { tile: number; digests: string }[],
): Promise<void> =>
  vault.transaction().execute(async (writer) => {
    await mustStand(writer, range)
    const rows = tiles.map(({ tile, digests }) => ({ hidden_range: range, tile, digests }))
    await writer.insertInto('hidden_tile').values(rows).execute()
  })

/** Makes an open range good, and those that it replaces worthless: both or neither. */
export const makeGood = ({ vault, clock }: Parts, range: number, asked: RangeAsked): Promise<void> =>
  vault.transaction().execute(async (writer) => {
    const span = await mustStand(writer, range)
    const others = (await overlapping(writer, span)).filter(({ id }) => id !== range)
    await replaced(writer, span, others)
    await remove(
      writer,
      others.map(({ id }) => id),
    )
    await writer
      .updateTable('hidden_range')
      .set({ state: 'issued', issued_at: clock() })
      .where('id', '=', range)
      .execute()
    await audit(writer, clock(), asked, 'hidden-codes.issue')
  })

/** Whose file did not arrive: as if it had never been asked for. */
export const takeBack = ({ vault, clock }: Parts, range: number, asked: RangeAsked): Promise<void> =>
  vault.transaction().execute(async (writer) => {
    const [row] = await writer.selectFrom('hidden_range').selectAll().where('id', '=', range).execute()
    const used = row === undefined ? new Map<number, number>() : await usedIn(writer, [row])
    if (row === undefined || used.size > 0) return
    await remove(writer, [range])
    await audit(writer, clock(), asked, 'hidden-codes.break')
  })

/** Those of a batch, in the order of its codes. */
export const hiddenRanges = async ({ vault, channel }: Parts, batch: string): Promise<HiddenRange[]> => {
  const rows = await vault
    .selectFrom('hidden_range')
    .selectAll()
    .where('channel', '=', channel)
    .where('batch', '=', batch)
    .where('state', '=', 'issued')
    .orderBy('code_set')
    .orderBy('first')
    .execute()
  const used = await usedIn(vault, rows)
  return rows.map((row) => viewOf(row, used.get(row.id) ?? 0))
}
