// A rebuild in PostgreSQL (TEST_POSTGRES_URL): equal tables, indexes and counters, and the old schema until the new one is whole.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { dumpReadModel } from '../../test/dump-read-model.ts'
import { postgresql } from '../../test/engines.ts'
import type { Stores } from '../../test/engines.ts'
import { makeFolders, makePlace } from '../../test/ledger-fixture.ts'
import type { Folders } from '../../test/ledger-fixture.ts'
import { playTradeStory } from '../../test/trade-story.ts'
import type { Story } from '../../test/trade-story.ts'
import { openEmbeddedLedger } from '../ledger/embedded/open.ts'
import { openReadModel } from '../store/read-model.ts'
import { startProjection } from './projection.ts'
import { rebuildReadModel } from './rebuild-read-model.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

describe('a rebuild of the read model in PostgreSQL', () => {
  let folders: Folders
  let ledger: Ledger
  let story: Story
  let stores: Stores
  let before: Awaited<ReturnType<typeof contents>>

  /** Tables, the definition of every index and trigger, and the schemas that there are. */
  const contents = async () => {
    const readModel = await openReadModel(stores.readModel)
    try {
      const indexes = await sql`select tablename, indexdef from pg_indexes
        where schemaname = 'read_model_trace' order by indexname`.execute(readModel)
      const triggers = await sql`select tgrelid::regclass::text as name, tgname, tgenabled from pg_trigger
        where not tgisinternal order by 1`.execute(readModel)
      const schemas = await sql`select nspname from pg_namespace where nspname like '%read_model%'`.execute(readModel)
      const tables = await dumpReadModel(readModel)
      return { tables, indexes: indexes.rows, triggers: triggers.rows, schemas: schemas.rows }
    } finally {
      await readModel.destroy()
    }
  }
  const followed = async (): Promise<void> => {
    const readModel = await openReadModel(stores.readModel)
    const projection = await startProjection({ ledger, readModel, log: silent })
    const { height } = await ledger.log()
    expect(await projection.waitFor(height, 10_000)).toBe(true)
    await projection.stop()
    await readModel.destroy()
  }

  beforeAll(async () => {
    folders = makeFolders()
    ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    story = await playTradeStory(ledger)
    stores = await postgresql(process.env.TEST_POSTGRES_URL).open()
    await followed()
    before = await contents()
  })
  beforeEach(followed)
  afterAll(async () => {
    await stores.remove()
    await ledger.close()
    folders.remove()
  })

  test('gives equal tables, indexes and triggers whatever was edited in the old one', async () => {
    const readModel = await openReadModel(stores.readModel)
    await readModel.updateTable('batch').set({ lot: 'X' }).execute()
    await readModel.deleteFrom('record').execute()
    await readModel.destroy()
    const { height, size } = await ledger.log()
    expect(await rebuildReadModel({ ledger, place: stores.readModel })).toMatchObject({
      ...{ blocks: height, transactions: size },
    })
    expect(await contents()).toEqual(before)
    expect(before.schemas).toEqual([{ nspname: 'read_model_trace' }])
    expect(before.triggers.length).toBeGreaterThan(20)
  })

  test('that fails leaves the old one, and nothing beside it', async () => {
    const failing: Ledger = {
      ...ledger,
      blocks: (from, limit) => (from > 8 ? Promise.reject(new Error('disk')) : ledger.blocks(from, limit)),
    }
    await expect(rebuildReadModel({ ledger: failing, place: stores.readModel })).rejects.toThrow('disk')
    expect(await contents()).toEqual(before)
  })

  test('is followed on as if it had been written block by block, and still tells every change', async () => {
    await rebuildReadModel({ ledger, place: stores.readModel })
    const readModel = await openReadModel(stores.readModel)
    const projection = await startProjection({ ledger, readModel, log: silent })
    const stamp = await readModel.stamp()
    const { block } = await story.acts(story.dairy.trader, [makePlace('新库')])
    expect(await projection.waitFor(block.height, 10_000)).toBe(true)
    expect(await readModel.stamp()).not.toBe(stamp)
    await projection.stop()
    await readModel.destroy()
    const grown = await contents()
    await rebuildReadModel({ ledger, place: stores.readModel })
    expect(await contents()).toEqual(grown)
    before = grown
  })

  test('is begun anew by the projection when somebody moves the cursor, adds rows or drops a table', async () => {
    const readModel = await openReadModel(stores.readModel)
    const projection = await startProjection({ ledger, readModel, log: silent })
    const harm = [
      'update cursor set height = 1',
      'update subject set records = 0',
      'drop table place',
      'drop schema read_model_trace cascade',
    ]
    for (const [i, statement] of harm.entries()) {
      await sql.raw(statement).execute(readModel)
      const { block } = await story.acts(story.dairy.trader, [makePlace(`库${String(i)}`)])
      expect(await projection.waitFor(block.height, 10_000)).toBe(true)
    }
    await projection.stop()
    await readModel.destroy()
    const healed = await contents()
    await rebuildReadModel({ ledger, place: stores.readModel })
    expect(await contents()).toEqual(healed)
  })
})
