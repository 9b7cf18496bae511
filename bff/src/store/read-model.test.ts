// The read model's file: made, kept, and replaced when its shape is another or it cannot be read.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { openReadModel } from './read-model.ts'
import { readModelTableNames } from './read-model-schema.ts'
import { stateKinds } from './state-columns.ts'

const row = {
  key: 'operator',
  height: 1,
  tx_index: 0,
  transaction: 't',
  leaf_index: 0,
  v: 1 as const,
  organisation: 'O1',
}

describe('the read model', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'read-model-'))
    file = path.join(folder, 'read-model.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const withRow = async (): Promise<void> => {
    const readModel = await openReadModel(file)
    await readModel.insertInto('operator').values(row).execute()
    await readModel.destroy()
  }
  const rows = async (): Promise<unknown[]> => {
    const readModel = await openReadModel(file)
    const found = await readModel.selectFrom('operator').selectAll().execute()
    await readModel.destroy()
    return found
  }

  test('has a table for every kind of state', async () => {
    const readModel = await openReadModel(file)
    for (const kind of stateKinds) expect(await readModel.selectFrom(kind).selectAll().execute()).toEqual([])
    expect(readModelTableNames).toEqual(expect.arrayContaining([...stateKinds]))
    await readModel.destroy()
  })

  test('keeps its rows over a restart', async () => {
    await withRow()
    expect(await rows()).toEqual([row])
  })

  test('has what was written carried into its file on another thread after some hundred transactions', async () => {
    const readModel = await openReadModel(file)
    // While somebody else has it open, closing carries nothing over.
    const other = new DatabaseSync(file)
    other.prepare('select * from operator').all()
    const large = { ...row, organisation: 'O'.repeat(8_000_000) }
    await readModel.insertInto('operator').values(large).execute()
    readModel.wrote(1)
    const before = statSync(file).size
    readModel.wrote(600)
    await readModel.destroy()
    expect(before).toBeLessThan(8_000_000)
    expect(statSync(file).size).toBeGreaterThan(8_000_000)
    other.close()
  })

  test('is made anew when it was made with another shape', async () => {
    await withRow()
    const readModel = await openReadModel(file)
    await sql`update schema_version set version = 'older'`.execute(readModel)
    await sql`alter table operator add column surplus text`.execute(readModel)
    await readModel.destroy()
    expect(await rows()).toEqual([])
    await withRow()
    expect(await rows()).toEqual([row])
  })

  test('is made anew when the file is no database', async () => {
    await withRow()
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
    writeFileSync(file, 'not a database '.repeat(500))
    expect(await rows()).toEqual([])
  })

  test('loses all rows when it is emptied, and can be filled again', async () => {
    await withRow()
    const readModel = await openReadModel(file)
    await readModel.empty()
    expect(await readModel.selectFrom('operator').selectAll().execute()).toEqual([])
    await readModel.insertInto('operator').values(row).execute()
    await readModel.destroy()
    expect(await rows()).toEqual([row])
  })

  test('is not touched when its folder is not there', async () => {
    await expect(openReadModel(path.join(folder, 'absent', 'read-model.db'))).rejects.toThrow()
  })
})
