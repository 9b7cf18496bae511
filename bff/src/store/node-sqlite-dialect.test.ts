// Kysely over node:sqlite: types, transactions one after the other, durability, two connections to one file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import type { Generated, Kysely } from 'kysely'
import { openSqlite } from './node-sqlite-dialect.ts'
import { isConstraintError } from './sql-errors.ts'
import { isDamagedFile } from './sqlite-errors.ts'

type Tables = { item: { id: Generated<number>; name: string | null; size: number; bytes: Uint8Array | null } }

describe('Kysely over node:sqlite', () => {
  let folder: string
  let database: Kysely<Tables>
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'sqlite-'))
    database = openSqlite<Tables>(path.join(folder, 'a.db'), 'FULL')
    await sql`create table item (id integer primary key, name text unique, size integer not null, bytes blob) strict`.execute(
      database,
    )
  })
  afterEach(async () => {
    await database.destroy()
    rmSync(folder, { recursive: true })
  })

  test('gives back integers as numbers, bytes as Uint8Array, null as null', async () => {
    const bytes = new Uint8Array([0, 128, 255])
    const inserted = await database
      .insertInto('item')
      .values({ name: '批次', size: 2 ** 40, bytes })
      .executeTakeFirst()
    expect(inserted).toMatchObject({ insertId: 1n, numInsertedOrUpdatedRows: 1n })
    await database.insertInto('item').values({ name: null, size: -1, bytes: null }).execute()
    const rows = await database.selectFrom('item').selectAll().orderBy('id').execute()
    expect(rows).toEqual([
      { id: 1, name: '批次', size: 2 ** 40, bytes },
      { id: 2, name: null, size: -1, bytes: null },
    ])
    expect(rows[0]?.bytes).toBeInstanceOf(Uint8Array)
  })

  test('refuses to bind what SQLite has no type for', async () => {
    const values = { name: 'x', size: true as unknown as number, bytes: null }
    await expect(database.insertInto('item').values(values).execute()).rejects.toThrow(TypeError)
  })

  test('tells how many rows an update and a delete changed', async () => {
    await database
      .insertInto('item')
      .values([1, 2, 3].map((size) => ({ name: null, size, bytes: null })))
      .execute()
    const updated = await database.updateTable('item').set({ size: 9 }).where('size', '>', 1).executeTakeFirst()
    expect(updated.numUpdatedRows).toBe(2n)
    const deleted = await database.deleteFrom('item').executeTakeFirst()
    expect(deleted.numDeletedRows).toBe(3n)
  })

  test('runs transactions one after the other and rolls a failed one back whole', async () => {
    const add = (size: number): Promise<void> =>
      database.transaction().execute(async (transaction) => {
        const before = await transaction
          .selectFrom('item')
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
        await new Promise((resolve) => setImmediate(resolve))
        await transaction
          .insertInto('item')
          .values({ name: String(before.n), size, bytes: null })
          .execute()
        if (size === 13) throw new Error('unlucky')
      })
    const outcomes = await Promise.allSettled([11, 12, 13, 14].map(add))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    const rows = await database.selectFrom('item').select(['name', 'size']).orderBy('size').execute()
    expect(rows).toEqual([
      { name: '0', size: 11 },
      { name: '1', size: 12 },
      { name: '2', size: 14 },
    ])
  })

  test('streams rows', async () => {
    await database
      .insertInto('item')
      .values([5, 6].map((size) => ({ name: null, size, bytes: null })))
      .execute()
    const sizes: number[] = []
    for await (const { size } of database.selectFrom('item').select('size').orderBy('size').stream()) sizes.push(size)
    expect(sizes).toEqual([5, 6])
  })

  test('opens in WAL mode with the durability that was asked for, foreign keys on', async () => {
    const settings = async (of: Kysely<Tables>): Promise<unknown[]> => {
      const asked = ['journal_mode', 'synchronous', 'foreign_keys'].map((name) => sql.raw(`pragma ${name}`).execute(of))
      return (await Promise.all(asked)).flatMap(({ rows }) => Object.values(rows[0] as Record<string, unknown>))
    }
    expect(await settings(database)).toEqual(['wal', 2, 1])
    const derived = openSqlite<Tables>(path.join(folder, 'b.db'), 'NORMAL')
    expect(await settings(derived)).toEqual(['wal', 1, 1])
    await derived.destroy()
  })

  test('sees what another connection wrote, and keeps its prepared statements through a change of the table', async () => {
    const other = openSqlite<Tables>(path.join(folder, 'a.db'), 'FULL')
    expect(await database.selectFrom('item').selectAll().execute()).toEqual([])
    await other.insertInto('item').values({ name: 'other', size: 1, bytes: null }).execute()
    await sql`alter table item add column extra text`.execute(other)
    expect(await database.selectFrom('item').selectAll().execute()).toMatchObject([{ name: 'other', extra: null }])
    await other.destroy()
  })

  test('tells a contradiction from a damaged file', async () => {
    const row = { name: 'same', size: 1, bytes: null }
    await database.insertInto('item').values(row).execute()
    const again: unknown = await database
      .insertInto('item')
      .values(row)
      .execute()
      .catch((error: unknown) => error)
    expect([isConstraintError(again), isDamagedFile(again)]).toEqual([true, false])
    const broken = path.join(folder, 'broken.db')
    writeFileSync(broken, 'this is no database at all, but it is long enough to be looked at as one'.repeat(20))
    let damage: unknown
    try {
      openSqlite(broken, 'FULL')
    } catch (error) {
      damage = error
    }
    expect([isConstraintError(damage), isDamagedFile(damage)]).toEqual([false, true])
  })
})
