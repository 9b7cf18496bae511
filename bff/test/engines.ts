// For tests that run on every SQL engine: where the stores of a fresh installation lie, and how they go away.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { vaultPlace } from '../src/channel-places.ts'
import type { StorePlace } from '../src/store/store-place.ts'

/** `env`: the settings of a server that keeps its rows there. `folder` is for whatever lies in files. */
export type Stores = {
  folder: string
  env: Record<string, string>
  vault: StorePlace
  readModel: StorePlace
  remove: () => Promise<void>
}

export type TestEngine = { name: 'SQLite' | 'PostgreSQL'; open: () => Promise<Stores> }

const openSqlite = (): Promise<Stores> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-stores-'))
  return Promise.resolve({
    folder,
    env: {},
    vault: vaultPlace({ dataDir: folder, databaseUrl: undefined }),
    readModel: path.join(folder, 'read-model.db'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
      return Promise.resolve()
    },
  })
}

/** One statement that may stand in no transaction. */
export const administer = async (url: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Makes the database at `target` anew as a copy of the one at `source`, to which nobody is connected. */
export const copyDatabase = async (source: string, target: string): Promise<void> => {
  const [from, to] = [source, target].map((url) => new URL(url).pathname.slice(1))
  await administer(source, `drop database if exists ${to} with (force)`)
  await administer(source, `create database ${to} template ${from}`)
}

/** A database of its own in the server at `server`. */
const openPostgres = async (server: string): Promise<Stores> => {
  const name = `ectrace_test_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${name}`)
  const address = new URL(server)
  address.pathname = `/${name}`
  const url = address.href
  const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-stores-'))
  return {
    folder,
    env: { DATABASE_URL: url },
    vault: vaultPlace({ dataDir: folder, databaseUrl: url }),
    readModel: { url, schema: 'read_model_trace' },
    remove: async () => {
      rmSync(folder, { recursive: true, force: true })
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}

export const sqlite: TestEngine = { name: 'SQLite', open: openSqlite }

/** `server`: the address of a PostgreSQL, as the run of the tests gives it in TEST_POSTGRES_URL to files that name it. */
export const postgresql = (server: string | undefined): TestEngine => ({
  name: 'PostgreSQL',
  open: () => {
    if (server === undefined) throw new Error('these tests need the address of a PostgreSQL in TEST_POSTGRES_URL')
    return openPostgres(server)
  },
})

/** The same with one database for all that is opened one after the other: what lies in it goes each time, itself with `end`. */
export const postgresqlInOne = (server: string | undefined): TestEngine & { end: () => Promise<void> } => {
  let shared: Promise<Stores> | undefined
  return {
    name: 'PostgreSQL',
    open: async () => {
      const stores = await (shared ??= postgresql(server).open())
      const schemas = 'drop schema if exists vault, read_model_trace, new_read_model_trace cascade'
      return { ...stores, remove: () => administer(stores.env['DATABASE_URL'] ?? '', schemas) }
    },
    end: async () => (await shared)?.remove(),
  }
}

let chosen = sqlite

/** The engine of the doors that a test file opens without naming one. */
export const chosenEngine = (): TestEngine => chosen

export const choose = (engine: TestEngine): void => {
  chosen = engine
}
