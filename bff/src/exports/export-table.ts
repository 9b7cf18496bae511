// What an export is: a head, and rows that are made while they are read.
import type { Deps, Principal } from '../deps.ts'
import type { Language, Words } from '../imports/columns.ts'
import type { Row } from '../tables/table.ts'

export type Exporting = {
  deps: Deps
  principal: Principal
  language: Language
  batch: string | undefined
  since: string | undefined
}
/** `block`: as of which the table is; absent for what the chain does not keep. */
export type ExportTable = { heads: readonly Words[]; rows: AsyncIterable<Row>; block?: number }
export type MakeExport = (exporting: Exporting) => Promise<ExportTable>

export async function* mapped<T>(
  source: AsyncIterable<T>,
  rowsOf: (one: T) => Promise<Row[]> | Row[],
): AsyncGenerator<Row> {
  for await (const one of source) yield* await rowsOf(one)
}
