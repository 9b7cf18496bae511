// An index that hides a row or shows one that is not there is noticed; a whole one is not complained of.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { DatabaseSync } from 'node:sqlite'
import { checkIndexes } from './check-indexes.ts'
import { openStateDatabase } from './state-schema.ts'

const rows = 300

describe('the indexes of a state database', () => {
  let folder: string
  let file: string
  let database: DatabaseSync
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'indexes-'))
    file = path.join(folder, 'state.db')
    database = openStateDatabase(file)
    const insert = database.prepare('INSERT INTO entry VALUES (?, ?, ?, zeroblob(32))')
    for (let i = 0; i < rows; i++) insert.run(`云/${i % 7}/\u{1f600}`, i, '{}')
    database.exec(`INSERT INTO tx SELECT leaf_index, randomblob(32), 1, 0, 0, 0, zeroblob(32), zeroblob(8) FROM entry;
      INSERT INTO tile SELECT leaf_index % 2, leaf_index, zeroblob(32) FROM entry`)
  })
  afterEach(() => {
    database.close()
    rmSync(folder, { recursive: true })
  })

  /** One byte of the file becomes another: of the row `text` that is found last, in an index, which lies behind its table. */
  const hurt = (text: string): void => {
    database.close()
    const bytes = readFileSync(file)
    bytes.writeUInt8(bytes.readUInt8(bytes.lastIndexOf(text)) ^ 1, bytes.lastIndexOf(text))
    writeFileSync(file, bytes)
    database = openStateDatabase(file)
  }

  const editSchema = (sql: string): void => {
    database.enableDefensive(false)
    database.exec(`PRAGMA writable_schema = 1; ${sql}`)
    database.close()
    database = openStateDatabase(file)
  }

  test('are whole where nobody changed them, and there are rests', () => {
    let pauses = 0
    checkIndexes(database, () => (pauses += 1))
    expect(pauses).toBeGreaterThan(10)
  })

  test('show nothing that the table does not have', () => {
    hurt('云/6/')
    expect(() => checkIndexes(database, () => undefined)).toThrow(
      expect.objectContaining({ code: 'STATE_DIGEST_MISMATCH', details: expect.objectContaining({ table: 'entry' }) }),
    )
  })

  test('hide nothing that the table has', () => {
    const index = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_tile_1'").get()
    const unique = ', UNIQUE (level, number)'
    // A row is written while the schema knows of no index.
    editSchema(`UPDATE sqlite_schema SET sql = replace(sql, '${unique}', '') WHERE name = 'tile';
      DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_tile_1'`)
    database.exec('INSERT INTO tile VALUES (5, 5, zeroblob(32))')
    editSchema(`UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '${unique}) STRICT') WHERE name = 'tile';
      INSERT INTO sqlite_schema VALUES ('index', 'sqlite_autoindex_tile_1', 'tile', ${String(index?.rootpage)}, NULL)`)
    expect(() => checkIndexes(database, () => undefined)).toThrow(
      expect.objectContaining({ details: { table: 'tile', what: 'the index lacks rows of the table' } }),
    )
  })
})
