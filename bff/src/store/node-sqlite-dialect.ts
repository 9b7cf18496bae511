// Kysely over node:sqlite: one connection per file, transactions one after the other.
import { CompiledQuery, Kysely, SqliteDialect, SqliteDriver } from 'kysely'
import type { DatabaseConnection, SqliteDatabase, TransactionSettings } from 'kysely'
import { openConnection } from './sqlite-connection.ts'
import type { Durability } from './sqlite-connection.ts'

class NodeSqliteDriver extends SqliteDriver {
  /** A writer takes its lock at the start: a lock that is raised half-way fails at once when another process holds one. */
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    const mode = settings?.accessMode === 'read only' ? 'deferred' : 'immediate'
    await connection.executeQuery(CompiledQuery.raw(`begin ${mode}`))
  }
}

/** Kysely's dialect over a connection of `openConnection`. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase
  constructor(database: SqliteDatabase) {
    super({ database })
    this.#database = database
  }
  override createDriver(): SqliteDriver {
    return new NodeSqliteDriver({ database: this.#database })
  }
}

/** Kysely over one connection to `file`, as `openConnection` gives it. */
export const openSqlite = <Tables>(file: string, durability: Durability): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new NodeSqliteDialect(openConnection(file, durability)) })
