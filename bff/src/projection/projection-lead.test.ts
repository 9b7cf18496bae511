// Several processes over one read model in a real PostgreSQL (TEST_POSTGRES_URL): one writes, all know how far it is, another takes over.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { dumpReadModel as dump } from '../../test/dump-read-model.ts'
import { administer, postgresql } from '../../test/engines.ts'
import type { Stores } from '../../test/engines.ts'
import { startLeadProcess } from '../../test/lead-process.ts'
import type { LeadProcess } from '../../test/lead-process.ts'
import { makeFolders, makePlace } from '../../test/ledger-fixture.ts'
import type { Folders } from '../../test/ledger-fixture.ts'
import { playTradeStory } from '../../test/trade-story.ts'
import type { Story } from '../../test/trade-story.ts'
import { openEmbeddedLedger } from '../ledger/embedded/open.ts'
import { openLeadership } from '../store/leadership.ts'
import type { Leadership } from '../store/leadership.ts'
import { openReadModel } from '../store/read-model.ts'
import type { ReadModel } from '../store/read-model.ts'
import { startProjection } from './projection.ts'
import type { Projection } from './projection.ts'
import { rebuildReadModel } from './rebuild-read-model.ts'

const patience = 15_000

/** A process as far as the projection is one: connections and a lead of its own. */
type Door = {
  projection: Projection
  readModel: ReadModel
  leadership: Leadership
  logged: string[]
  end: () => Promise<void>
}

/** The ledger as a copy that can be held at a height: blocks above it are not there yet. */
const heldAt = (ledger: Ledger): { copy: Ledger; upTo: (height: number) => void } => {
  let most = 0
  const listeners = new Set<(height: number, keys: readonly string[]) => void>()
  const copy: Ledger = {
    ...ledger,
    log: async () => {
      const log = await ledger.log()
      return { ...log, height: Math.min(log.height, most) }
    },
    blocks: async (from, limit) => (await ledger.blocks(from, limit)).filter(({ height }) => height <= most),
    onBlock: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const upTo = (height: number): void => {
    most = height
    for (const listener of listeners) listener(height, [])
  }
  return { copy, upTo }
}

describe('processes that share a read model', () => {
  let folders: Folders
  let ledger: Ledger
  let story: Story
  beforeAll(async () => {
    folders = makeFolders()
    ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    story = await playTradeStory(ledger)
  })
  afterAll(async () => {
    await ledger.close()
    folders.remove()
  })

  let stores: Stores
  let url: string
  let doors: Door[]
  let child: LeadProcess | undefined
  beforeEach(async () => {
    stores = await postgresql(process.env.TEST_POSTGRES_URL).open()
    url = stores.env['DATABASE_URL'] ?? ''
    doors = []
  })
  afterEach(async () => {
    await child?.kill()
    child = undefined
    for (const door of doors) await door.end()
    await stores.remove()
  })

  const open = async (of: Ledger = ledger, isCopy = false): Promise<Door> => {
    const readModel = await openReadModel(stores.readModel)
    const leadership = await openLeadership(stores.vault)
    const lead = leadership.lead(stores.readModel)
    const logged: string[] = []
    const say = (_details: unknown, message?: string): void => void logged.push(message ?? '')
    const log = { info: say, warn: say, error: say }
    const projection = await startProjection({ ledger: of, readModel, log, lead, isCopy })
    let ended: Promise<void> | undefined
    const close = async (): Promise<void> => {
      await projection.stop()
      await lead.close()
      await leadership.close()
      await readModel.destroy()
    }
    const door = { projection, readModel, leadership, logged, end: () => (ended ??= close()) }
    doors.push(door)
    return door
  }
  const head = async (): Promise<number> => (await ledger.log()).height
  const add = async (name: string): Promise<number> =>
    (await story.acts(story.dairy.trader, [makePlace(`${name} ${String(await head())}`)])).block.height
  const caughtUp = async ({ projection }: Door): Promise<void> => {
    expect(await projection.waitFor(await head(), patience)).toBe(true)
  }
  /** What a read model says that is made of the whole chain at once. */
  const fresh = async (): Promise<Record<string, string[]>> => {
    const elsewhere = await postgresql(process.env.TEST_POSTGRES_URL).open()
    await rebuildReadModel({ ledger, place: elsewhere.readModel })
    const readModel = await openReadModel(elsewhere.readModel)
    const dumped = await dump(readModel)
    await readModel.destroy()
    await elsewhere.remove()
    return dumped
  }
  const leaders = (): Door[] => doors.filter(({ projection }) => projection.leads())
  /** Breaks the connection by which the door leads; the door itself goes on. */
  const cut = ({ leadership }: Door): Promise<void> =>
    administer(
      url,
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objsubid = 1
        and (classid::bigint << 32) | objid::bigint = hashtextextended('run ${leadership.run}', 0)`,
    )
  const leading = async (door: Door): Promise<void> => {
    while (!door.projection.leads()) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  test('one writes, and the others know what it has written', async () => {
    const [first, second, third] = [await open(), await open(), await open()]
    for (const door of doors) await caughtUp(door)
    expect(leaders()).toEqual([first])
    const height = await add('两处可见')
    for (const door of [second, third]) expect(await door.projection.waitFor(height, patience)).toBe(true)
    expect(await second.projection.waitFor(height + 100, 50)).toBe(false)
    expect(await dump(third.readModel)).toEqual(await fresh())
    for (const { logged } of doors) expect(logged.filter((line) => line.includes('could not'))).toEqual([])
  }, 60_000)

  test('another goes on where one stops', async () => {
    const [first, second] = [await open(), await open()]
    await caughtUp(first)
    await first.end()
    await leading(second)
    const height = await add('接手')
    expect(await second.projection.waitFor(height, patience)).toBe(true)
    expect(await dump(second.readModel)).toEqual(await fresh())
  }, 60_000)

  test('another takes over when the process that leads is killed, and answers reads until then', async () => {
    const made = await open()
    await caughtUp(made)
    await made.end()
    doors = []
    child = await startLeadProcess(url, 'read_model_trace')
    await child.leads
    const door = await open()
    const before = door.projection.height()
    const height = await add('写者被杀')
    expect(await door.projection.waitFor(height, 100)).toBe(false)
    expect([door.projection.height(), door.projection.leads()]).toEqual([before, false])
    await child.kill()
    expect(await door.projection.waitFor(height, patience)).toBe(true)
    expect(await dump(door.readModel)).toEqual(await fresh())
  }, 60_000)

  test('one that lost its connection amid a block writes it no more, and takes nothing away', async () => {
    let hold: (() => void) | undefined
    let asked = (): void => undefined
    const stalled = new Promise<void>((resolve) => (asked = resolve))
    const slow: Ledger = {
      ...ledger,
      blocks: async (from, limit) => {
        const blocks = await ledger.blocks(from, limit)
        if (armed && blocks.length > 0) {
          armed = false
          asked()
          await new Promise<void>((resolve) => (hold = resolve))
        }
        return blocks
      },
    }
    let armed = false
    const first = await open(slow)
    await caughtUp(first)
    const second = await open()
    armed = true
    const height = await add('半死的写者')
    await stalled
    await cut(first)
    await leading(second)
    expect(await second.projection.waitFor(height, patience)).toBe(true)
    hold?.()
    expect(await first.projection.waitFor(height, patience)).toBe(true)
    await add('之后')
    for (const door of [first, second]) await caughtUp(door)
    expect(await dump(second.readModel)).toEqual(await fresh())
    for (const { logged } of doors) expect(logged.filter((line) => line.includes('projected again'))).toEqual([])
    expect(leaders()).toEqual([second])
  }, 60_000)

  test('a read model that is made anew beside them is gone on with, and none of them sees an older one', async () => {
    const [first, second] = [await open(), await open()]
    await caughtUp(first)
    await first.readModel.updateTable('place').set({ name: '改过的' }).execute()
    const over = new AbortController()
    const heights: number[] = []
    const reading = (async () => {
      while (!over.signal.aborted)
        heights.push((await second.readModel.selectFrom('cursor').select('height').executeTakeFirst())?.height ?? 0)
    })()
    const writing = (async () => {
      for (let n = 0; n < 20; n++) await add('重建之间')
    })()
    for (let n = 0; n < 3; n++) await rebuildReadModel({ ledger, place: stores.readModel })
    await writing
    for (const door of doors) await caughtUp(door)
    over.abort()
    await reading
    expect(heights).toEqual(heights.toSorted((a, b) => a - b))
    expect(await dump(second.readModel)).toEqual(await fresh())
    for (const { logged } of doors) expect(logged.filter((line) => line.includes('projected again'))).toEqual([])
  }, 60_000)

  test("one whose copy of the chain is behind waits for it, and never takes the read model for another chain's", async () => {
    const { copy, upTo } = heldAt(ledger)
    const behind = 3
    upTo(behind)
    const first = await open()
    await caughtUp(first)
    const second = await open(copy, true)
    await first.end()
    await leading(second)
    const height = await add('副本落后')
    expect(await second.projection.waitFor(height, 300)).toBe(false)
    expect(second.projection.height()).toBe(height - 1)
    const names = await sql<{ n: number }>`select count(*) as n from place`.execute(second.readModel)
    expect(names.rows[0]?.n).toBeGreaterThan(0)
    await expect(second.projection.audit([`organisation/${story.dairy.id}`])).rejects.toMatchObject({
      code: 'NOT_READY',
    })
    upTo(height)
    expect(await second.projection.waitFor(height, patience)).toBe(true)
    expect(await second.projection.audit([`organisation/${story.dairy.id}`])).toEqual([])
    expect(await dump(second.readModel)).toEqual(await fresh())
  }, 60_000)
})
