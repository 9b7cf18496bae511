// Leads as locks of a connection of its own in PostgreSQL: the server frees them when the connection ends, however the process died.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { QueryExecutorProvider } from 'kysely'
import { LeadLost } from './lead-lost.ts'
import type { Lead, Leadership } from './leadership.ts'
import { openPostgres } from './postgres-pool.ts'
import type { CodedClient, CodedPool } from './postgres-pool.ts'
import type { PostgresPlace, StorePlace } from './store-place.ts'

/** Milliseconds between two looks: whether the connection still answers, and whether a lead has become free. */
const beatMs = 500
/** A connection that answers nothing for so long is given up, and with it every lead. */
const deadline = 3_000
const longestRetryMs = 1_000

/** Texts that locks are named by; their 64-bit hashes are what PostgreSQL locks. */
const leadOf = (schema: string): string => `lead ${schema}`
const runOf = (run: string): string => `run ${run}`
const aloneOf = (name: string): string => `alone ${name}`

/** The advisory locks of this database that are held now, each as the number that it was asked for by. */
const heldLocks = `select pid, (classid::bigint << 32) | objid::bigint as key from pg_locks
  where locktype = 'advisory' and objsubid = 1 and granted
    and database = (select oid from pg_database where datname = current_database())`

const ask = async (client: CodedClient, question: string, name: string): Promise<boolean> => {
  const { rows } = await client.run({
    sql: `select ${question}(hashtextextended($1, 0))::int as done`,
    parameters: [name],
  })
  return rows[0]?.['done'] === 1
}
const tryLock = (client: CodedClient, name: string): Promise<boolean> => ask(client, 'pg_try_advisory_lock', name)
const unlock = (client: CodedClient, name: string): Promise<boolean> => ask(client, 'pg_advisory_unlock', name)

/** `taken`: the lock is ours, and what another one may still be writing under it has to end first. */
type Wish = { schema: string; state: 'free' | 'taken' | 'held'; listeners: Set<() => void> }

const move = (wish: Wish, state: Wish['state']): void => {
  const changes = (wish.state === 'held') !== (state === 'held')
  wish.state = state
  if (changes) for (const listener of [...wish.listeners]) listener()
}

/** One step nearer to the lead. Whoever writes to the schema holds its own lock, shared, until the end of the transaction (`fence`). */
const approach = async (client: CodedClient, wish: Wish): Promise<void> => {
  if (wish.state === 'free' && (await tryLock(client, leadOf(wish.schema)))) move(wish, 'taken')
  if (wish.state !== 'taken' || !(await tryLock(client, wish.schema))) return
  await unlock(client, wish.schema)
  move(wish, 'held')
}

const fence = async (transaction: QueryExecutorProvider, run: string, schema: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${schema}, 0))`.execute(transaction)
  // By one connection, and it is this run's: whoever took over has another.
  const { rows } = await sql`select pid from (${sql.raw(heldLocks)}) held
    where key in (hashtextextended(${leadOf(schema)}, 0), hashtextextended(${runOf(run)}, 0))
    group by pid having count(*) = 2`.execute(transaction)
  if (rows.length === 0) throw new LeadLost('another process may lead')
}

/** The connection that holds the locks, made anew when it is lost. */
class Holder {
  readonly run = randomUUID()
  readonly #pool: CodedPool
  readonly #wishes = new Set<Wish>()
  #closed = false
  #timer: NodeJS.Timeout | undefined
  #client: CodedClient | undefined
  #turn: Promise<unknown> = Promise.resolve()
  constructor(place: PostgresPlace) {
    this.#pool = openPostgres({ ...place, durable: false, connections: 3, deadline })
  }
  async start(): Promise<void> {
    await this.#inTurn(() => this.#look())
    this.#beatIn(beatMs)
  }
  /** A connection for a short while. */
  async withClient<T>(work: (client: CodedClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    try {
      return await work(client)
    } finally {
      client.release()
    }
  }
  async wish(wish: Wish): Promise<void> {
    this.#wishes.add(wish)
    await this.#inTurn(() => this.#look()).catch(() => this.#lose())
  }
  async giveUp(wish: Wish): Promise<void> {
    this.#wishes.delete(wish)
    await this.#inTurn(async () => {
      const { state } = wish
      move(wish, 'free')
      if (this.#client !== undefined && state !== 'free') await unlock(this.#client, leadOf(wish.schema))
    }).catch(() => this.#lose())
  }
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#turn
    this.#lose()
    await this.#pool.end()
  }
  /** Questions to the one connection come one after the other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }
  async #look(): Promise<void> {
    const client = (this.#client ??= await this.#connect())
    for (const wish of this.#wishes) await approach(client, wish)
    await client.run({ sql: 'select 1', parameters: [] })
  }
  async #connect(): Promise<CodedClient> {
    const client = await this.#pool.connect()
    try {
      // Nobody else asks for it: where it is not free, the server has not yet noticed the end of our own connection before.
      if (await tryLock(client, runOf(this.run))) return client
    } catch (error) {
      client.release(true)
      throw error
    }
    client.release(true)
    throw new LeadLost('the connection before has not ended yet')
  }
  /** The connection goes, and the server frees what it held. */
  #lose(): void {
    this.#client?.release(true)
    this.#client = undefined
    for (const wish of this.#wishes) move(wish, 'free')
  }
  #beatIn(waitMs: number): void {
    this.#timer = setTimeout(() => void this.#beat(waitMs), waitMs)
  }
  async #beat(waitMs: number): Promise<void> {
    let nextMs = beatMs
    try {
      await this.#inTurn(() => this.#look())
    } catch {
      this.#lose()
      nextMs = Math.min(waitMs * 2, longestRetryMs)
    }
    if (!this.#closed) this.#beatIn(nextMs)
  }
}

const leadIn = (holder: Holder, schema: string): Lead => {
  const wish: Wish = { schema, state: 'free', listeners: new Set() }
  const wished = holder.wish(wish)
  return {
    holds: () => wish.state === 'held',
    onChange: (listener) => {
      wish.listeners.add(listener)
      return () => void wish.listeners.delete(listener)
    },
    fence: (transaction) => fence(transaction, holder.run, schema),
    close: async () => {
      await wished
      await holder.giveUp(wish)
    },
  }
}

const aloneWith = async <T>(holder: Holder, name: string, work: () => Promise<T>): Promise<T> =>
  holder.withClient(async (client) => {
    while (!(await tryLock(client, aloneOf(name)))) await pause(beatMs / 5)
    try {
      return await work()
    } finally {
      await unlock(client, aloneOf(name)).catch((error: unknown) => client.discard(error))
    }
  })

const isAlive = (holder: Holder, run: string): Promise<boolean> =>
  holder.withClient(async (client) => {
    const question = `select count(*) as n from (${heldLocks}) held where key = hashtextextended($1, 0)`
    const { rows } = await client.run({ sql: question, parameters: [runOf(run)] })
    return rows[0]?.['n'] !== 0
  })

/** `place`: the vault's. Throws NOT_READY {part: database} when it cannot be reached. */
export const openPostgresLeadership = async (place: PostgresPlace): Promise<Leadership> => {
  const holder = new Holder(place)
  await holder.start()
  return {
    run: holder.run,
    isAlive: async (run) => run === holder.run || isAlive(holder, run),
    lead: (store: StorePlace) => leadIn(holder, typeof store === 'string' ? store : store.schema),
    alone: (name, work) => aloneWith(holder, name, work),
    close: () => holder.close(),
  }
}
