// Connections to one schema of a PostgreSQL: each question has a deadline, each error a code, numbers come back as numbers.
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { Pool } from 'pg'
import type { PoolClient, QueryResult, QueryResultRow } from 'pg'
import { AppError } from '@ectrace/shared/errors'
import { codedError, connectError, isLost } from './postgres-errors.ts'
import type { PostgresPlace } from './store-place.ts'
import type { Statement } from './vault-writer-protocol.ts'

/** Longest wait for a connection and for an answer, in milliseconds. */
export const answerDeadline = 10_000
/** The server breaks a statement off; should the server itself not answer, this much later the connection is given up. */
const silenceDeadline = 2_000

/** `durable`: a commit survives a power cut of the server; without it the newest may be lost, and nothing is ever half there. */
export type PoolOptions = PostgresPlace & { durable: boolean; connections: number; deadline?: number }

type Value = string | number | bigint | null | Uint8Array

const isBindable = (value: unknown): value is Value =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Uint8Array

/** PostgreSQL keeps no NUL in a text: nothing that is looked for has one, so another character finds as little. */
const withoutNul = (value: Value): Value => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value)

const bindable = (sql: string, values: readonly unknown[]): Value[] =>
  values.map((value) => {
    if (!isBindable(value)) throw new TypeError(`PostgreSQL binds no ${typeof value}`)
    return sql.startsWith('select') ? withoutNul(value) : value
  })

const integerTypes = new Set([20, 21, 23])

/** Whole numbers as numbers; all else, also a number that is edited until it is too large for one, as its text. */
const reading = {
  getTypeParser: (type: number) => (text: string | Buffer) => {
    const value = text.toString()
    const number = integerTypes.has(type) ? Number(value) : NaN
    return Number.isSafeInteger(number) ? number : value
  },
}

/** What a connection is told at its start, added to what the address itself asks for. */
const addressOf = ({ url, schema, durable }: PoolOptions): string => {
  const address = new URL(url)
  const settings = [
    `search_path="${schema}"`,
    `synchronous_commit=${durable ? 'on' : 'off'}`,
    'default_transaction_isolation=read\\ committed',
    // The connection of a machine that went without a word is over soon, and with it the locks that it holds.
    ...['tcp_keepalives_idle=5', 'tcp_keepalives_interval=2', 'tcp_keepalives_count=3'],
  ]
  const given = address.searchParams.get('options')
  const options = [...(given === null ? [] : [given]), ...settings.map((setting) => `-c ${setting}`)]
  address.searchParams.set('options', options.join(' '))
  return address.href
}

/** A connection while somebody has it: once it failed it answers nothing any more, and is not given to others. */
export class CodedClient implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #released: () => void
  #failed: Error | undefined
  constructor(client: PoolClient, released: () => void) {
    this.#client = client
    this.#released = released
  }
  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query<R>(
    asked: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof asked !== 'string') throw new TypeError('PostgreSQL is not read by streaming')
    // The caller's own query says what its rows are, the server which command it was.
    return this.run({ sql: asked, parameters }) as unknown as Promise<PostgresQueryResult<R>>
  }
  /** A statement with a name is prepared once per connection. */
  async run({ sql, parameters, name }: Statement): Promise<QueryResult<QueryResultRow>> {
    if (this.#failed !== undefined) throw this.#failed
    const values = bindable(sql, parameters)
    try {
      return await this.#client.query({ text: sql, values, ...(name !== undefined && { name }) })
    } catch (error) {
      const coded = codedError(error)
      if (isLost(error)) this.#failed = coded
      throw coded
    }
  }
  release(discard = false): void {
    this.#client.release(discard || this.#failed !== undefined)
    this.#released()
  }
  /** Is in a state that nobody knows: not for others. */
  discard(error: unknown): void {
    this.#failed ??= codedError(error)
  }
}

export type CodedPool = Omit<PostgresPool, 'connect'> & {
  connect(): Promise<CodedClient>
  /** One statement on a connection of its own. */
  run(statement: Statement): Promise<QueryResult<QueryResultRow>>
  /** All or none; committed when it resolves. */
  runTogether(statements: readonly Statement[]): Promise<void>
}

const openPool = (options: PoolOptions): Pool => {
  const { connections, deadline = answerDeadline } = options
  const pool = new Pool({
    connectionString: addressOf(options),
    application_name: 'ectrace',
    max: connections,
    keepAlive: true,
    connectionTimeoutMillis: answerDeadline,
    statement_timeout: deadline,
    idle_in_transaction_session_timeout: deadline,
    query_timeout: deadline + silenceDeadline,
    types: reading,
  })
  // Whoever uses a connection is told of its end by the question that fails; nobody else has to know.
  const ignore = (): void => undefined
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return pool
}

/** Nothing is connected yet. Its methods throw what `codedError` makes, TypeError for a value that has no place in SQL. */
export const openPostgres = (options: PoolOptions): CodedPool => {
  const pool = openPool(options)
  let inUse = 0
  let ended: Promise<void> | undefined
  let drained: (() => void) | undefined
  const left = (): void => {
    inUse -= 1
    if (inUse === 0) drained?.()
  }
  const connect = async (): Promise<CodedClient> => {
    if (ended !== undefined) throw new AppError('NOT_READY', { details: { part: 'database' } })
    inUse += 1
    try {
      return new CodedClient(await pool.connect(), left)
    } catch (error) {
      left()
      throw connectError(error)
    }
  }
  const withClient = async <T>(work: (client: CodedClient) => Promise<T>): Promise<T> => {
    const client = await connect()
    try {
      return await work(client)
    } finally {
      client.release()
    }
  }
  /** What was asked before is answered first: the driver itself would forget those who wait for a connection. */
  const end = async (): Promise<void> => {
    if (inUse > 0)
      await new Promise<void>((resolve) => {
        drained = resolve
      })
    await pool.end()
  }
  return {
    options: pool.options,
    connect,
    end: () => (ended ??= end()),
    run: (statement) => withClient((client) => client.run(statement)),
    runTogether: (statements) =>
      withClient(async (client) => {
        const plain = (sql: string): Promise<unknown> => client.run({ sql, parameters: [] })
        await plain('begin')
        try {
          for (const statement of statements) await client.run(statement)
          await plain('commit')
        } catch (error) {
          await plain('rollback').catch((broken: unknown) => client.discard(broken))
          throw error
        }
      }),
  }
}
