// Inserts many rows of one shape with few statements: Kysely compiles the text once per table and number of rows, not every value anew.
import { CompiledQuery } from 'kysely'
import type { DialectAdapter, Kysely, Transaction } from 'kysely'

type Value = string | number | null
type Row = Readonly<Record<string, Value>>
type Tables = Record<string, Row>

/** Rows per statement, largest first: few texts stay prepared whatever number of rows comes. SQLite binds at most 32,766 values. */
const sizes = [128, 16, 1] as const

/** `replace`: on a conflict in column `key` the others are set anew. `add`: `add` is added up instead, and the rows are given back. */
type Conflict = { key: string; add?: string }

const compile = (tables: Kysely<Tables>, table: string, rows: readonly Row[], conflict?: Conflict): string => {
  const insert = tables.insertInto(table).values([...rows])
  if (conflict === undefined) return insert.compile().sql
  const { key, add } = conflict
  const others = Object.keys(rows[0] ?? {}).filter((column) => column !== key)
  const upsert = insert.onConflict((on) =>
    on.column(key).doUpdateSet((eb) =>
      Object.fromEntries(
        others.map((column) => {
          const given = eb.ref(`excluded.${column}`)
          return [column, column === add ? eb(eb.ref(`${table}.${column}`), '+', given) : given]
        }),
      ),
    ),
  )
  return (add === undefined ? upsert : upsert.returningAll()).compile().sql
}

/** Texts by table and number of rows, for each database: a table is always written in one way. */
const compiled = new WeakMap<DialectAdapter, Map<string, string>>()

const textsOf = (tables: Kysely<Tables>): Map<string, string> => {
  const { adapter } = tables.getExecutor()
  const texts = compiled.get(adapter) ?? new Map<string, string>()
  compiled.set(adapter, texts)
  return texts
}

/** Inserts `rows`, which have the same columns in the same order. Gives back the rows of an `add`, in any order. */
export const insertRows = async <T extends object>(
  writer: Transaction<T>,
  table: keyof T & string,
  rows: readonly Row[],
  conflict?: Conflict,
): Promise<Row[]> => {
  // One shape for all tables: who calls has made the rows for this one.
  const tables = writer as unknown as Transaction<Tables>
  const texts = textsOf(tables)
  const given: Row[] = []
  for (let at = 0; at < rows.length;) {
    const size = sizes.find((most) => most <= rows.length - at) ?? 1
    const part = rows.slice(at, at + size)
    const name = `${table} ${size}`
    const text = texts.get(name) ?? compile(tables, table, part, conflict)
    texts.set(name, text)
    const values = part.flatMap((row) => Object.values(row))
    given.push(...(await tables.executeQuery<Row>(CompiledQuery.raw(text, values))).rows)
    at += size
  }
  return given
}
