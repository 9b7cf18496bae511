// Makes notices of what happens on a channel's chain: each act once, resumed after a restart, never of what was before the first start.
import type { Compilable } from 'kysely'
import { noticeQuery } from '../commands/notify.ts'
import type { NewNotice } from '../commands/notify.ts'
import type { Deps } from '../deps.ts'
import { heightWaiters } from '../projection/height-waiters.ts'
import { freezeNotices, recallNotices } from './recall-notices.ts'
import { tradeActs, tradeNotices } from './trade-notices.ts'

export type Noticing = {
  /** True as soon as there are notices of everything up to block `height`, false when that takes longer than `deadlineMs`. */
  waitFor(height: number, deadlineMs: number): Promise<boolean>
  /** `listener` is called whenever there may be new ones. */
  onNotices(listener: () => void): void
  stop(): Promise<void>
}

/** All that is needed of a channel that is still being opened. */
export type NoticeSource = Omit<Deps, 'channels' | 'noticing'>

type Record = { name: string; transaction: string; op: number; leaf_index: number }

/** More than one transaction may hold. */
const recordsAtOnce = 1_200
const idleMs = 60_000
const longestRetryMs = 30_000

const noticesOf = async (deps: Deps, record: Record): Promise<NewNotice[]> => {
  if (record.name === 'openRecall') return recallNotices(deps, record)
  if (record.name === 'freezeCodes') return freezeNotices(deps, record)
  return tradeActs.includes(record.name) ? tradeNotices(deps, record) : []
}

/** Forwards only: another process may have come further. */
const cursorQuery = ({ vault, channel }: Deps, leafIndex: number): Compilable =>
  vault
    .insertInto('notice_cursor')
    .values({ channel, leaf_index: leafIndex })
    .onConflict((conflict) =>
      conflict
        .column('channel')
        .doUpdateSet({ leaf_index: leafIndex })
        .where('notice_cursor.leaf_index', '<', leafIndex),
    )

const storedCursor = async ({ vault, channel }: Deps): Promise<number | undefined> => {
  const found = vault.selectFrom('notice_cursor').select('leaf_index').where('channel', '=', channel)
  return (await found.executeTakeFirst())?.leaf_index
}

/** Where the last run stopped; at a first start, and over a chain that was put back to an earlier state, the end of the chain. */
const firstCursor = async (deps: Deps): Promise<number> => {
  const { vault, channel, ledger } = deps
  const end = (await ledger.log()).size - 1
  const stored = await storedCursor(deps)
  if (stored !== undefined && stored <= end) return stored
  await vault.batch([vault.deleteFrom('notice_cursor').where('channel', '=', channel), cursorQuery(deps, end)])
  return end
}

/** The leaf up to which there are notices, and whether there may be more records after it. */
type Step = { next: number; more: boolean }

/**
 * Notices of the records after `from`. What another process has made notices of is passed over; where two are at the same records each
 * notice is there once.
 */
const step = async (deps: Deps, from: number): Promise<Step> => {
  const cursor = Math.max(from, (await storedCursor(deps)) ?? from)
  const rows = await deps.readModel
    .selectFrom('record')
    .select(['name', 'transaction', 'op', 'leaf_index'])
    .where('leaf_index', '>', cursor)
    .orderBy('leaf_index')
    .orderBy('op')
    .limit(recordsAtOnce)
    .execute()
  const reached = rows.at(-1)?.leaf_index
  if (reached === undefined) return { next: cursor, more: false }
  // The last transaction of a full page may go on: it is read again, and what was told of it is told once.
  const more = rows.length === recordsAtOnce
  const next = more ? reached - 1 : reached
  const notices: NewNotice[] = []
  for (const row of rows) notices.push(...(await noticesOf(deps, row)))
  await deps.vault.batch([...notices.map((notice) => noticeQuery(deps, notice)), cursorQuery(deps, next)])
  return { next, more }
}

const pauser = () => {
  let wake = (): void => undefined
  const ended = new Promise<void>((resolve) => {
    wake = resolve
  })
  return {
    wake,
    ended,
    pause: async (ms: number): Promise<void> => {
      let timer: NodeJS.Timeout | undefined
      const over = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms)
      })
      await Promise.race([over, ended])
      clearTimeout(timer)
    },
  }
}

/** Starts at once, behind the projection. */
export const startNoticing = async (source: NoticeSource): Promise<Noticing> => {
  // Notices need nothing of the other channels.
  const deps = source as Deps
  const { projection, log } = deps
  const waiters = heightWaiters()
  const listeners: (() => void)[] = []
  const { wake, ended, pause } = pauser()
  let cursor = await firstCursor(deps)
  let stopped = false
  let reached = -1

  const catchUp = async (): Promise<void> => {
    const due = projection.height()
    for (let more = true; more && !stopped;) ({ next: cursor, more } = await step(deps, cursor))
    reached = due
    for (const listener of listeners) listener()
    waiters.reached(reached)
  }
  const follow = async (): Promise<void> => {
    let retryMs = 100
    while (!stopped) {
      try {
        if (projection.height() > reached) await catchUp()
        else await Promise.race([projection.waitFor(reached + 1, idleMs), ended])
        retryMs = 100
      } catch (error) {
        log.error({ err: error, cursor }, 'notices could not be made')
        await pause(retryMs)
        retryMs = Math.min(retryMs * 2, longestRetryMs)
      }
    }
  }
  const following = follow()
  return {
    waitFor: (height, deadlineMs) => waiters.wait(height, reached, deadlineMs),
    onNotices: (listener) => void listeners.push(listener),
    stop: async () => {
      stopped = true
      wake()
      waiters.giveUp()
      await following
    },
  }
}
