// What each SQL engine does for the read model in its own way; everything else is the same text for both.
import type { Dialect, Kysely, QueryExecutorProvider } from 'kysely'
import type { ReadModelTables } from './read-model.ts'
import type { SqlEngine } from './store-place.ts'

export type ReadModelEngine = {
  name: SqlEngine
  dialect: Dialect
  /** Makes the tables when there are none or others; at the first use. */
  prepare: (database: Kysely<ReadModelTables>) => Promise<void>
  /** Drops every table and makes them anew, empty, in the transaction that it is given. */
  makeTables: (transaction: QueryExecutorProvider) => Promise<void>
  /** Names what the read model says now: the same text as before means that nobody has written to it since. */
  stamp: () => Promise<string>
  /** So many transactions more are in it. */
  wrote: (transactions: number) => void
  /** Before the dialect is destroyed. */
  close: () => Promise<void>
}
