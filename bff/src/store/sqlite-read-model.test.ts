// The read model in a file of SQLite: how every read model behaves, and what only a file shows.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { sqlite } from '../../test/engines.ts'
import { openReadModel } from './read-model.ts'
import { readModelConformance } from './read-model.conformance.ts'

const row = {
  key: 'operator',
  height: 1,
  tx_index: 0,
  transaction: 't',
  leaf_index: 0,
  v: 1 as const,
  organisation: 'O1',
}

describe('the read model in SQLite', () => readModelConformance(sqlite))

describe('a file of the read model', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'read-model-'))
    file = path.join(folder, 'read-model.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

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

  test('is made anew when the file is no database', async () => {
    await (await openReadModel(file)).destroy()
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
    writeFileSync(file, 'not a database '.repeat(500))
    const readModel = await openReadModel(file)
    expect(await readModel.selectFrom('operator').selectAll().execute()).toEqual([])
    await readModel.destroy()
  })

  test('is not touched when its folder is not there', async () => {
    await expect(openReadModel(path.join(folder, 'absent', 'read-model.db'))).rejects.toThrow()
  })
})
