// The projection over a real ledger: it follows, resumes, notices another chain or a broken read model, and rebuilds to equal answers.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import path from 'node:path'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { dumpReadModel as dump } from '../../test/dump-read-model.ts'
import { makeFolders, makePlace, placeKey } from '../../test/ledger-fixture.ts'
import type { Folders } from '../../test/ledger-fixture.ts'
import { playTradeStory } from '../../test/trade-story.ts'
import type { Story } from '../../test/trade-story.ts'
import type { LedgerOverThread } from '../ledger/embedded/ledger-over.ts'
import { openEmbeddedLedger } from '../ledger/embedded/open.ts'
import { openReadModel } from '../store/read-model.ts'
import type { ReadModel } from '../store/read-model.ts'
import { stateKinds } from '../store/state-columns.ts'
import { project } from './project.ts'
import { startProjection } from './projection.ts'
import type { Projection } from './projection.ts'
import { openProjector } from './projector.ts'
import { rebuildReadModel } from './rebuild-read-model.ts'

const patience = 10_000
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

describe.each([
  ['in this thread', false],
  ['on a thread of its own', true],
])('the projection %s', (_, ownThread) => {
  let folders: Folders
  let ledger: LedgerOverThread
  let story: Story
  let head: number
  beforeAll(async () => {
    folders = makeFolders()
    ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    story = await playTradeStory(ledger)
    head = (await ledger.log()).height
  })
  afterAll(async () => {
    await ledger.close()
    folders.remove()
  })

  let files: Folders
  let readModel: ReadModel
  let running: Projection[]
  const file = (): string => path.join(files.dir, '..', '..', 'read-model.db')
  const start = async (of: Ledger = ledger): Promise<Projection> => {
    const projector = ownThread && { projector: openProjector(file(), ledger.share) }
    const projection = await startProjection({ ledger: of, readModel, log: silent, ...projector })
    running.push(projection)
    return projection
  }
  const caughtUp = async (): Promise<Projection> => {
    const projection = await start()
    expect(await projection.waitFor((await ledger.log()).height, patience)).toBe(true)
    return projection
  }
  beforeEach(async () => {
    files = makeFolders()
    running = []
    readModel = await openReadModel(file())
  })
  afterEach(async () => {
    for (const projection of running) await projection.stop()
    await readModel.destroy()
    files.remove()
  })

  test('has for every key that was written the row of its last value, and no other row', async () => {
    const projection = await caughtUp()
    expect(projection.height()).toBe(head)
    const blocks = await ledger.blocks(1, 10_000)
    const written = new Set(
      blocks.flatMap(({ transactions }) => transactions.flatMap(({ writes }) => writes.map(({ key }) => key))),
    )
    const tables = await dump(readModel)
    const expected: Record<string, string[]> = {}
    for (const key of written) {
      const entry = await ledger.read(key)
      if (entry === undefined) throw new Error(`the ledger has no ${key}`)
      const { kind, row } = project(entry)
      expected[kind] = [...(expected[kind] ?? []), JSON.stringify(row)]
    }
    const sorted = (rows: unknown[]): unknown[] =>
      rows.map((row) => Object.entries(JSON.parse(String(row)) as object).sort()).sort()
    for (const [kind, rows] of Object.entries(expected)) expect(sorted(tables[kind] ?? [])).toEqual(sorted(rows))
    const filled = stateKinds.filter((kind) => (tables[kind] ?? []).length > 0)
    expect(filled.toSorted()).toEqual(Object.keys(expected).toSorted())
  })

  test('has a record for every operation, and finds the acts of a batch, a unit and a trade by what they speak of', async () => {
    await caughtUp()
    const names = async (subject: string): Promise<string[]> => {
      const rows = await readModel
        .selectFrom('record_subject')
        .innerJoin('record', (join) =>
          join
            .onRef('record.transaction', '=', 'record_subject.transaction')
            .onRef('record.op', '=', 'record_subject.op'),
        )
        .select('name')
        .where('subject', '=', subject)
        .orderBy('n')
        .execute()
      return rows.map(({ name }) => name)
    }
    expect(await names(`batch/${story.bottles}`)).toEqual([
      'transformBatch',
      'mintCodes',
      'recordEvent',
      'dispatchTrade',
      'confirmReceipt',
      'dispatchTrade',
    ])
    expect(await names(`unit/${story.paths[0] ?? ''}`)).toEqual(['dispatchTrade', 'confirmReceipt'])
    expect(await names(`trade/${story.received}`)).toEqual([
      'offerTrade',
      'acceptTrade',
      'dispatchTrade',
      'recordReceiptAttempt',
      'confirmReceipt',
    ])
    const { n } = await readModel
      .selectFrom('record')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    expect(n).toBe((await ledger.log()).size)
  })

  test('follows new blocks, and tells those who wait for them', async () => {
    const projection = await caughtUp()
    const tooFar = projection.waitFor((await ledger.log()).height + 100, 50)
    const { block } = await story.acts(story.dairy.trader, [makePlace('新库')])
    expect(await projection.waitFor(block.height, patience)).toBe(true)
    const place = await readModel.selectFrom('place').selectAll().where('key', '=', placeKey('新库')).executeTakeFirst()
    expect(place).toMatchObject({ name: '新库', organisation: story.dairy.id, height: block.height })
    expect(await tooFar).toBe(false)
  })

  test('resumes where it stopped', async () => {
    const first = await caughtUp()
    await first.stop()
    const { block } = await story.acts(story.dairy.trader, [makePlace('停后新库')])
    const asked: number[] = []
    const watched: Ledger = {
      ...ledger,
      blocks: (from, limit) => {
        asked.push(from)
        return ledger.blocks(from, limit)
      },
    }
    const second = await start(watched)
    expect(await second.waitFor(block.height, patience)).toBe(true)
    // The first question checks that the cursor's block is this chain's; a thread of its own asks for the others.
    expect(asked).toEqual([block.height - 1, ...(ownThread ? [] : [block.height])])
  })

  test('begins anew when the cursor names a block that is not on this chain, or is ahead of it', async () => {
    await (await caughtUp()).stop()
    const good = await dump(readModel)
    for (const change of [{ hash: '00'.repeat(32) }, { height: 1_000_000 }]) {
      await readModel.updateTable('cursor').set(change).execute()
      await readModel.updateTable('place').set({ name: '改过的' }).execute()
      const projection = await caughtUp()
      await projection.stop()
      expect(await dump(readModel)).toEqual(good)
    }
  })

  test('begins anew when somebody moves the cursor or adds rows while it runs', async () => {
    const projection = await caughtUp()
    await readModel.updateTable('cursor').set({ height: 1 }).execute()
    const { block } = await story.acts(story.dairy.trader, [makePlace('游标被改')])
    expect(await projection.waitFor(block.height, patience)).toBe(true)
    expect(
      await readModel.selectFrom('place').selectAll().where('key', '=', placeKey('游标被改')).execute(),
    ).toHaveLength(1)
    await readModel.updateTable('subject').set({ records: 0 }).execute()
    await story.act(story.dairy.trader, 'recordEvent', {
      id: story.event.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      bizStep: 'storing',
      batches: [story.raw],
      place: story.dairy.place,
      eventTime: new Date(Date.now() - 1_000).toISOString(),
      evidence: [],
      note: '',
    })
    const { height } = await ledger.log()
    expect(height).toBe(block.height + 1)
    expect(await projection.waitFor(height, patience)).toBe(true)
    await projection.stop()
    const healed = await dump(readModel)
    await readModel.destroy()
    await rebuildReadModel({ ledger, place: file() })
    readModel = await openReadModel(file())
    expect(await dump(readModel)).toEqual(healed)
  })

  test('goes on after the ledger failed to answer', async () => {
    let failures = 3
    const shaky: Ledger = {
      ...ledger,
      blocks: (from, limit) => (failures-- > 0 ? Promise.reject(new Error('not now')) : ledger.blocks(from, limit)),
    }
    const projection = await start(shaky)
    expect(await projection.waitFor(head, patience)).toBe(true)
  })

  test('lets nobody wait for ever when it stops', async () => {
    const projection = await caughtUp()
    const waiting = projection.waitFor(1_000_000, 60_000)
    await projection.stop()
    expect(await waiting).toBe(false)
  })
})
