// Pages of the read model: newest first, a stable cursor, the total, and how new the answer is.
import type { AsOf, Page } from '@ectrace/shared/api/views'
import { fault } from '@ectrace/shared/errors'
import { sql } from 'kysely'
import type { RawBuilder, SelectQueryBuilder } from 'kysely'
import type { ReadModelTables } from '../store/read-model.ts'
import type { StateKind, StateRow } from '../store/state-columns.ts'

/** Every projected row says where it was last written; together with its key that orders rows for ever. */
type Row = { leaf_index: number; key: string }

const cursorOf = ({ leaf_index, key }: Row): string => `${String(leaf_index)}:${key}`

/** Condition for the rows behind a cursor (all, when there is none). Throws VALIDATION_FAILED naming `after`. */
export const behind = (after: string | undefined): RawBuilder<boolean> => {
  if (after === undefined) return sql<boolean>`1 = 1`
  const [, leaf, key] = /^(\d{1,15}):(.+)$/.exec(after) ?? []
  if (leaf === undefined || key === undefined) throw fault('VALIDATION_FAILED', 'after', 'cursor', after)
  return sql<boolean>`(leaf_index, "key") < (${Number(leaf)}, ${key})`
}

/**
 * Condition for the rows whose name holds `text`, whatever the case of the letters A to Z: the engines' own ways to compare would differ
 * in other letters.
 */
export const nameHolds = (text: string): RawBuilder<boolean> => {
  const wanted = text.replace(/[%_\\]/g, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return sql<boolean>`lower(name) like ${`%${wanted}%`}`
}

export const newestFirst = sql`leaf_index desc, "key" desc`

type Window = { after?: string | undefined; limit: number; asOf: AsOf }

/** A page of rows that were asked for newest first behind a cursor: one more than the limit when there are more. */
export const pageOfRows = async <R extends Row, V>(
  found: { rows: Promise<R[]>; total: Promise<{ n: number } | undefined> },
  { limit, asOf }: Window,
  view: (row: R) => V | Promise<V>,
): Promise<Page<V>> => {
  const [rows, total] = await Promise.all([found.rows, found.total])
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await Promise.all(shown.map(view)),
    total: total?.n ?? 0,
    asOf,
    ...(rows.length > limit && last !== undefined ? { next: cursorOf(last) } : {}),
  }
}

/** The rows of a kind that `found` has, as far as the window goes. */
export const pageOf = <K extends StateKind, V>(
  found: SelectQueryBuilder<ReadModelTables, K, Record<never, never>>,
  window: Window,
  view: (row: StateRow<K>) => V | Promise<V>,
): Promise<Page<V>> => {
  const { after, limit } = window
  const rows = found
    .selectAll()
    .where(behind(after))
    .orderBy(newestFirst)
    .limit(limit + 1)
  const total = found.select(({ fn }) => fn.countAll<number>().as('n'))
  // All columns of a kind's table are its row.
  return pageOfRows(
    { rows: rows.execute() as Promise<unknown> as Promise<StateRow<K>[]>, total: total.executeTakeFirst() },
    window,
    view,
  )
}
