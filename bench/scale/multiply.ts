// Makes a read model large: rows of the demo again and again under other names, in the same organisations, so that their lists are long.
import type { Client } from 'pg'

/** Rows wanted of each table; the others stay as they are. */
const wanted = (codes: number): Readonly<Record<string, number>> => ({
  unit: codes,
  batch: codes / 1_000,
  holding: codes / 25,
  trade: codes / 100,
  dispatch: codes / 100,
  delivery: codes / 100,
  receipt: codes / 100,
  event: codes / 100,
  event_batch: codes / 100,
  record: codes / 10,
  record_subject: codes / 5,
  subject: codes / 10,
})

/** What names a row, or another that was multiplied with it. */
const naming = new Set([
  'key',
  'id',
  'path',
  'no',
  'trade',
  'batch',
  'parent',
  'takenOutOf',
  'event',
  'subject',
  'transaction',
])
/** Newer copies come after older rows. */
const counting = new Set(['leaf_index', 'height'])

type Column = { name: string }

const columnsOf = async (client: Client, schema: string, table: string): Promise<string[]> => {
  const sql = 'select column_name as name from information_schema.columns where table_schema = $1 and table_name = $2'
  const { rows } = await client.query<Column>(sql, [schema, table])
  return rows.map(({ name }) => name)
}

const expression = (column: string): string => {
  if (naming.has(column)) return `"${column}" || '~' || copy_no`
  if (counting.has(column)) return `"${column}" + copy_no * 1000`
  return `"${column}"`
}

export type Multiplied = { table: string; rows: number; seconds: number }

const multiply = async (client: Client, schema: string, table: string, rows: number): Promise<Multiplied> => {
  const started = performance.now()
  const name = `"${schema}"."${table}"`
  const { rows: counted } = await client.query<{ n: string }>(`select count(*) as n from ${name}`)
  const there = Number(counted[0]?.n ?? 0)
  const copies = there === 0 ? 0 : Math.ceil(rows / there) - 1
  if (copies > 0) {
    const columns = await columnsOf(client, schema, table)
    const list = columns.map((column) => `"${column}"`).join(', ')
    const values = columns.map(expression).join(', ')
    await client.query(
      `insert into ${name} (${list}) select ${values} from ${name}, generate_series(1, ${String(copies)}) as copy_no`,
    )
  }
  return { table, rows: there * (copies + 1), seconds: (performance.now() - started) / 1_000 }
}

/** `codes` rows of units and what belongs to them. `told` hears of each table. */
export const multiplyAll = async (
  client: Client,
  schema: string,
  codes: number,
  told: (done: Multiplied) => void,
): Promise<void> => {
  for (const [table, rows] of Object.entries(wanted(codes))) told(await multiply(client, schema, table, rows))
  await client.query('analyze')
}
