// What each SQL engine does for the vault in its own way; queries are the same for both.
import type { Dialect } from 'kysely'
import type { SqlEngine } from './store-place.ts'
import type { Statement } from './vault-writer-protocol.ts'

export type VaultEngine = {
  name: SqlEngine
  /** Whatever it writes is durable when it resolves; its transactions come one after the other. */
  dialect: Dialect
  /** All or none, durable when it resolves. */
  write: (statements: readonly Statement[]) => Promise<unknown>
  /** The rows of a statement that only reads. */
  read: (statement: Statement) => Promise<readonly unknown[]>
  /** After the dialect is destroyed: what was asked before is written first, what is asked afterwards is refused with NOT_READY. */
  close: () => Promise<void>
}
