// The vault in a file of SQLite: how every vault behaves, and what only a file and its one writer show.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { sqlite } from '../../test/engines.ts'
import { migrate } from './migrate.ts'
import { openSqlite } from './node-sqlite-dialect.ts'
import { migratingSqlite } from './sqlite-vault.ts'
import { openVault } from './vault.ts'
import type { Vault, VaultTables } from './vault.ts'
import { vaultBatchConformance } from './vault-batch.conformance.ts'
import { vaultConformance } from './vault.conformance.ts'
import { vaultMigrations } from './vault-migrations.ts'

describe('the vault in SQLite', () => vaultConformance(sqlite))
describe('what is written together in SQLite', () => vaultBatchConformance(sqlite))

describe('a file of the vault', () => {
  let folder: string
  let vault: Vault
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'vault-'))
    vault = await openVault(path.join(folder, 'vault.db'))
  })
  afterEach(async () => {
    await vault.destroy()
    rmSync(folder, { recursive: true })
  })
  const setting = (name: string) => vault.insertInto('setting').values({ name, value: 'x' })
  const names = async (): Promise<string[]> =>
    (await vault.selectFrom('setting').select('name').orderBy('name').execute()).map(({ name }) => name)

  test('is durable at every commit', async () => {
    const { rows } = await sql`pragma synchronous`.execute(vault)
    expect(rows).toEqual([{ synchronous: 2 }])
  })

  test('a migration that fails half-way leaves nothing of itself, and those before it stay', async () => {
    const { rows } = await sql<{ name: string }>`select name from migration`.execute(vault)
    const known = rows.map(({ name }) => ({ name, statements: [] }))
    const good = { name: '0002', statements: ['create table good (a integer) strict'] }
    const bad = { name: '0003', statements: ['create table bad (a integer) strict', 'create nonsense'] }
    await expect(migrate<VaultTables>(vault, [...known, good, bad], migratingSqlite)).rejects.toThrow()
    const tables = await sql<{ name: string }>`select name from sqlite_master where name in ('good', 'bad')`.execute(
      vault,
    )
    expect(tables.rows).toEqual([{ name: 'good' }])
    await migrate<VaultTables>(
      vault,
      [...known, good, { ...bad, statements: bad.statements.slice(0, 1) }],
      migratingSqlite,
    )
    expect((await sql`select * from bad`.execute(vault)).rows).toEqual([])
  })

  test('gives intents of a vault without channels the channel of their envelope', async () => {
    const older = path.join(folder, 'older.db')
    const before = openSqlite<VaultTables>(older, 'FULL')
    await migrate(before, vaultMigrations.slice(0, 1), migratingSqlite)
    await sql`insert into intent (caller, nonce, route, request, state, envelope, openings, "transaction", created_at, updated_at)
      values ('U1', 'n1', 'r', 'q', 'prepared', '{"channel":"cold"}', '[]', 't1', 1, 1)`.execute(before)
    await before.destroy()
    const after = await openVault(older)
    const kept = await after.selectFrom('intent').select(['caller', 'nonce', 'channel', 'transaction']).execute()
    await after.destroy()
    expect(kept).toEqual([{ caller: 'U1', nonce: 'n1', channel: 'cold', transaction: 't1' }])
  })

  test('lets a batch wait for a transaction that was begun before it, without being rolled back with that one', async () => {
    let kept: Promise<void> | undefined
    const failed = vault.transaction().execute(async (sql) => {
      await sql.insertInto('setting').values({ name: 'step', value: 'x' }).execute()
      kept = vault.batch([setting('beside')])
      expect(await names()).toEqual([])
      expect(await sql.selectFrom('setting').select('name').execute()).toEqual([{ name: 'step' }])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await kept
    expect(await names()).toEqual(['beside'])
  })
})
