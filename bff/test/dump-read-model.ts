// For tests: everything that a read model holds, in a fixed order.
import { sql } from 'kysely'
import { readModelTableNames } from '../src/store/read-model-schema.ts'
import type { ReadModel } from '../src/store/read-model.ts'

/** Every table with its rows as JSON, sorted. */
export const dumpReadModel = async (readModel: ReadModel): Promise<Record<string, string[]>> => {
  const tables: Record<string, string[]> = {}
  for (const table of readModelTableNames) {
    const { rows } = await sql`select * from ${sql.table(table)}`.execute(readModel)
    tables[table] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return tables
}
