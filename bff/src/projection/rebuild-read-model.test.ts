// A rebuild over a real ledger: equal tables and indexes, the old file until the new one is whole, and the new one in WAL mode again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { dumpReadModel } from '../../test/dump-read-model.ts'
import { makeFolders } from '../../test/ledger-fixture.ts'
import type { Folders } from '../../test/ledger-fixture.ts'
import { playTradeStory } from '../../test/trade-story.ts'
import { openEmbeddedLedger } from '../ledger/embedded/open.ts'
import { openReadModel } from '../store/read-model.ts'
import { startProjection } from './projection.ts'
import { rebuildReadModel } from './rebuild-read-model.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

describe('a rebuild of the read model', () => {
  let folders: Folders
  let ledger: Ledger
  let files: Folders
  let file: string
  let before: Awaited<ReturnType<typeof contents>>

  /** Tables, and the text of every table and index. */
  const contents = async () => {
    const readModel = await openReadModel(file)
    try {
      const { rows } = await sql<{
        sql: string
      }>`select sql from sqlite_master where sql is not null order by name`.execute(readModel)
      const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(readModel)
      return { tables: await dumpReadModel(readModel), schema: rows, journal: journal.rows }
    } finally {
      await readModel.destroy()
    }
  }
  const followed = async (): Promise<void> => {
    const readModel = await openReadModel(file)
    const projection = await startProjection({ ledger, readModel, log: silent })
    const { height } = await ledger.log()
    expect(await projection.waitFor(height, 10_000)).toBe(true)
    await projection.stop()
    await readModel.destroy()
  }

  beforeAll(async () => {
    folders = makeFolders()
    ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    await playTradeStory(ledger)
  })
  afterAll(async () => {
    await ledger.close()
    folders.remove()
  })
  beforeEach(async () => {
    files = makeFolders()
    mkdirSync(files.dir, { recursive: true })
    file = path.join(files.dir, 'read-model.db')
    await followed()
    before = await contents()
  })
  afterEach(() => files.remove())

  test('gives equal tables, columns and indexes whatever was edited in the old one, telling how far it is', async () => {
    const readModel = await openReadModel(file)
    await readModel.updateTable('batch').set({ lot: 'X' }).execute()
    await readModel.deleteFrom('record').execute()
    await readModel.destroy()
    const seen: number[] = []
    const { height, size } = await ledger.log()
    const rebuilt = await rebuildReadModel({ ledger, place: file, onProgress: (done) => seen.push(done) })
    expect(rebuilt).toMatchObject({ blocks: height, transactions: size })
    expect(seen.at(-1)).toBe(size)
    expect(await contents()).toEqual(before)
    expect(existsSync(`${file}.new`)).toBe(false)
  })

  test('is followed on by the projection as if it had been written block by block', async () => {
    await rebuildReadModel({ ledger, place: file })
    await followed()
    expect(await contents()).toEqual(before)
  })

  test('that fails leaves the old one, and nothing beside it', async () => {
    const failing: Ledger = {
      ...ledger,
      blocks: (from, limit) => (from > 8 ? Promise.reject(new Error('disk')) : ledger.blocks(from, limit)),
    }
    await expect(rebuildReadModel({ ledger: failing, place: file })).rejects.toThrow('disk')
    expect(await contents()).toEqual(before)
    expect(existsSync(`${file}.new`)).toBe(false)
  })

  test('takes no notice of what an interrupted one left behind', async () => {
    writeFileSync(`${file}.new`, 'half a file')
    await rebuildReadModel({ ledger, place: file })
    expect(await contents()).toEqual(before)
  })

  test('takes the place of a read model that cannot even be read', async () => {
    writeFileSync(file, 'no database at all')
    await rebuildReadModel({ ledger, place: file })
    expect(await contents()).toEqual(before)
  })
})
