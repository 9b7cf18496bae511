// Kysely over the vault: reads on this thread's own connection, every write through the one writer's thread.
import { RawNode, SelectQueryNode, SqliteAdapter, SqliteDialect } from 'kysely'
import type { CompiledQuery, DatabaseConnection, DialectAdapter, Driver, QueryResult, SqliteDatabase } from 'kysely'
import { runStatement } from './sqlite-connection.ts'
import type { VaultWriter } from './vault-writer.ts'

type Parts = { reader: SqliteDatabase; writer: VaultWriter }

/** One use of the vault: a query, or a transaction with all its steps on the writer's side. */
class VaultConnection implements DatabaseConnection {
  inTransaction = false
  readonly #parts: Parts
  constructor(parts: Parts) {
    this.#parts = parts
  }
  async executeQuery<Row>({ query, sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { reader, writer } = this.#parts
    const statement = { sql, parameters }
    // A caller's query says what its rows are.
    if (this.inTransaction) return (await writer.step(statement)) as QueryResult<Row>
    if (SelectQueryNode.is(query) || RawNode.is(query)) return runStatement<Row>(reader, statement)
    const [result] = await writer.write([statement])
    return (result ?? { rows: [] }) as QueryResult<Row>
  }
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new TypeError('the vault does not stream')
  }
}

class VaultDriver implements Driver {
  readonly #parts: Parts
  constructor(parts: Parts) {
    this.#parts = parts
  }
  init(): Promise<void> {
    return Promise.resolve()
  }
  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(new VaultConnection(this.#parts))
  }
  releaseConnection(): Promise<void> {
    return Promise.resolve()
  }
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#parts.writer.begin()
    this.#mark(connection, true)
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#parts.writer.end('commit')
    this.#mark(connection, false)
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    this.#mark(connection, false)
    await this.#parts.writer.end('rollback')
  }
  /** The vault itself closes what it was given: a driver that was never used is never told. */
  destroy(): Promise<void> {
    return Promise.resolve()
  }
  #mark(connection: DatabaseConnection, inTransaction: boolean): void {
    if (connection instanceof VaultConnection) connection.inTransaction = inTransaction
  }
}

class VaultAdapter extends SqliteAdapter {
  /** Reads need not wait for each other, nor for a write that is on its way. */
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

export class VaultDialect extends SqliteDialect {
  readonly #parts: Parts
  constructor(parts: Parts) {
    super({ database: parts.reader })
    this.#parts = parts
  }
  override createDriver(): Driver {
    return new VaultDriver(this.#parts)
  }
  override createAdapter(): DialectAdapter {
    return new VaultAdapter()
  }
}
