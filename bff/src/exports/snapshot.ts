// All rows of a kind as they were at one block, however long it takes to read them and whatever is written meanwhile.
import { AppError } from '@ectrace/shared/errors'
import type { State } from '@ectrace/shared/ledger/state'
import { sql } from 'kysely'
import type { SelectQueryBuilder } from 'kysely'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { ReadModelTables } from '../store/read-model.ts'
import type { StateKind, StateRow } from '../store/state-columns.ts'

/** `keys`: of the rows there were at `block`, the oldest first; nothing with a leaf behind `leaf` counts. */
export type Snapshot = { block: number; leaf: number; keys: string[] }

type Found<K extends StateKind> = SelectQueryBuilder<ReadModelTables, K, Record<never, never>>

const pageLength = 200

type Last = { block: number | null; leaf: number | null }
const last = {
  block: sql<number | null>`(select max(height) from record)`.as('block'),
  leaf: sql<number | null>`(select max(leaf_index) from record)`.as('leaf'),
}

/** One statement says which rows there are and as of when: what is written while it runs is in both or in neither. */
export const openSnapshot = async <K extends StateKind>({ readModel }: Deps, found: Found<K>): Promise<Snapshot> => {
  const rows = (await found
    .select([sql<string>`"key"`.as('key'), last.block, last.leaf])
    .orderBy(sql`leaf_index, "key"`)
    .execute()) as (Last & { key: string })[]
  const [first = await readModel.selectFrom('cursor').select([last.block, last.leaf]).executeTakeFirst()] = rows
  return { block: first?.block ?? 0, leaf: first?.leaf ?? -1, keys: rows.map(({ key }) => key) }
}

/** What a row said at the snapshot's block: the chain remembers what was written over since. */
const stateAt = async <K extends StateKind>(
  { ledger }: Deps,
  kind: K,
  row: StateRow<K>,
  { leaf }: Snapshot,
): Promise<State[K]> => {
  if (row.leaf_index <= leaf) return valueOfRow(kind, row)
  const [entry] = await ledger.history(row.key, { before: leaf + 1, limit: 1 })
  if (entry === undefined) throw new AppError('READ_MODEL_BEHIND', { details: { key: row.key } })
  // A key of this kind: only rules write state, and the key names the shape.
  return entry.value as State[K]
}

/** A value of the snapshot and the transaction that the read model has for it now. */
export type Exported<K extends StateKind> = { state: State[K]; transaction: string }

/** Every one of them or an error: a table that lacks a row is never whole. */
export async function* statesOf<K extends StateKind>(
  deps: Deps,
  kind: K,
  found: Found<K>,
  snapshot: Snapshot,
): AsyncGenerator<Exported<K>> {
  for (let from = 0; from < snapshot.keys.length; from += pageLength) {
    const keys = snapshot.keys.slice(from, from + pageLength)
    const rows = (await found
      .selectAll()
      .where(sql<boolean>`"key" in (${sql.join(keys)})`)
      .execute()) as unknown as StateRow<K>[]
    const byKey = new Map(rows.map((row) => [row.key, row]))
    for (const key of keys) {
      const row = byKey.get(key)
      if (row === undefined) throw new AppError('READ_MODEL_BEHIND', { details: { key } })
      yield { state: await stateAt(deps, kind, row, snapshot), transaction: row.transaction }
    }
  }
}
