// Vault and read model in a real PostgreSQL (TEST_POSTGRES_URL): the behaviour of every engine, and what only a server shows.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { postgresqlInOne } from '../../test/engines.ts'
import type { Stores } from '../../test/engines.ts'
import { appliedMigrations } from './migrate.ts'
import { openReadModel } from './read-model.ts'
import type { ReadModel } from './read-model.ts'
import { readModelConformance } from './read-model.conformance.ts'
import { inPostgres } from './sql-definition.ts'
import { openVault } from './vault.ts'
import { vaultBatchConformance } from './vault-batch.conformance.ts'
import { vaultConformance } from './vault.conformance.ts'
import { vaultMigrations } from './vault-migrations.ts'

const engine = postgresqlInOne(process.env.TEST_POSTGRES_URL)
afterAll(() => engine.end())

describe('the vault in PostgreSQL', () => vaultConformance(engine))
describe('what is written together in PostgreSQL', () => vaultBatchConformance(engine))
describe('the read model in PostgreSQL', () => readModelConformance(engine))

/** Somebody with psql: none of this program's settings, and a search path that names none of its schemas. */
const byHand = async (stores: Stores, ...statements: string[]): Promise<void> => {
  const client = new Client({ connectionString: stores.env['DATABASE_URL'] })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

test('a vault is made and migrated once when several programs open it at the same moment', async () => {
  const stores = await engine.open()
  const opened = await Promise.all(Array.from({ length: 4 }, () => openVault(stores.vault)))
  for (const vault of opened) {
    expect(await appliedMigrations(vault)).toHaveLength(vaultMigrations.length)
    await vault.destroy()
  }
  await stores.remove()
})

describe('a vault made before there were channels', () => {
  test('gives its intents the channel of their envelope', async () => {
    const stores = await engine.open()
    const first = vaultMigrations.slice(0, 1).flatMap(({ statements }) => statements.map(inPostgres))
    await byHand(
      stores,
      'create schema vault',
      'set search_path = vault',
      ...first,
      'create table migration (name text primary key, applied_at bigint not null)',
      `insert into migration values ('0001-first', 1)`,
      `insert into intent (caller, nonce, route, request, state, envelope, openings, "transaction", created_at, updated_at)
        values ('U1', 'n1', 'r', 'q', 'prepared', '{"channel":"cold"}', '[]', 't1', 1, 1)`,
    )
    const vault = await openVault(stores.vault)
    const kept = await vault.selectFrom('intent').select(['caller', 'nonce', 'channel', 'transaction']).execute()
    await vault.destroy()
    await stores.remove()
    expect(kept).toEqual([{ caller: 'U1', nonce: 'n1', channel: 'cold', transaction: 't1' }])
  })
})

describe('an edit with psql', () => {
  let stores: Stores
  let readModel: ReadModel
  beforeAll(async () => {
    stores = await engine.open()
    readModel = await openReadModel(stores.readModel)
  })
  beforeEach(() =>
    byHand(
      stores,
      `insert into read_model_trace.operator values ('operator', 1, 0, 't', 0, 1, 'O1') on conflict do nothing`,
    ),
  )
  afterAll(async () => {
    await readModel.destroy()
    await stores.remove()
  })

  test('is noticed when it is committed and not before', async () => {
    const client = new Client({ connectionString: stores.env['DATABASE_URL'] })
    await client.connect()
    const before = await readModel.stamp()
    await client.query('begin')
    await client.query(`update read_model_trace.operator set organisation = 'O3'`)
    expect(await readModel.stamp()).toBe(before)
    await client.query('commit')
    expect(await readModel.stamp()).not.toBe(before)
    await client.end()
  })

  /** PostgreSQL counts what was written some time afterwards: until then the stamp may still move for it. */
  const counted = async (): Promise<void> => {
    const client = new Client({ connectionString: stores.env['DATABASE_URL'] })
    await client.connect()
    const question = `select (select count(*) from read_model_trace.touched) <=
      pg_stat_get_tuples_inserted('read_model_trace.touched'::regclass) as done`
    for (let done = false; !done;) done = (await client.query<{ done: boolean }>(question)).rows[0]?.done === true
    await client.end()
  }

  test('of something else in the same database leaves the stamp as it is', async () => {
    await counted()
    const before = await readModel.stamp()
    await byHand(stores, 'create table if not exists public.other (a text)', `insert into public.other values ('x')`)
    expect(await readModel.stamp()).toBe(before)
  })

  test('until a number is none gives its text, which is no value of the chain', async () => {
    await byHand(stores, 'update read_model_trace.operator set height = 9223372036854775807')
    expect(await readModel.selectFrom('operator').select('height').execute()).toEqual([
      { height: '9223372036854775807' },
    ])
  })

  // The last ones leave nothing to edit.
  const edits: [string, string[]][] = [
    ['an update', [`update read_model_trace.operator set organisation = 'O2'`]],
    ['all rows cut off', ['truncate read_model_trace.operator']],
    ['a type that is another', ['alter table read_model_trace.operator alter column organisation type varchar(9)']],
    [
      'an update past triggers that were switched off and on again',
      [
        'alter table read_model_trace.operator disable trigger all',
        `update read_model_trace.operator set organisation = 'O2'`,
        'alter table read_model_trace.operator enable trigger all',
      ],
    ],
    ['a policy', ['create policy none on read_model_trace.operator using (false)']],
    [
      'counters that no longer count',
      [
        'create or replace function read_model_trace.touch() returns trigger language plpgsql as $$ begin return null; end $$',
      ],
    ],
    ['counters that are gone', ['drop table read_model_trace.touched']],
  ]
  test.each(edits)('is noticed by the stamp: %s', async (_what, statements) => {
    const before = await readModel.stamp()
    expect(await readModel.stamp()).toBe(before)
    await byHand(stores, ...statements)
    expect(await readModel.stamp()).not.toBe(before)
  })
})
