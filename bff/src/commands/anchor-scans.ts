// Puts on chain how many scans were logged up to the end of a day, and the hash over all of them: by hand, or once a day by itself.
import { dateOfInstant, instantFromMs, toUtcMs } from '@ectrace/shared/domain/time'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { scanLogStart } from '@ectrace/shared/scanning/scan-log'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import { act } from './act.ts'
import type { Plan } from './act.ts'
import { readState } from './state.ts'

export type Anchored = { day: string; scans: number; head: string }

const dayMs = 86_400_000
/** A day is over a little later than it ends: clocks differ. */
const marginMs = 300_000
export const anchorRoute = 'POST /scan-anchors'

const lastDayOver = ({ clock }: Pick<Deps, 'clock'>): string => dateOfInstant(instantFromMs(clock() - marginMs - dayMs))

/** All scans of the channel up to the end of the day, in China. */
const logUpTo = async ({ vault, channel }: Deps, day: string): Promise<Anchored> => {
  const end = toUtcMs(`${day}T00:00:00+08:00`) + dayMs
  const row = await vault
    .selectFrom('scan')
    .select(['position', 'hash'])
    .where('channel', '=', channel)
    .where('at', '<', end)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined
    ? { day, scans: 0, head: scanLogStart(channel) }
    : { day, scans: row.position + 1, head: row.hash }
}

const planOf = (anchored: Anchored): Plan<Anchored> => ({
  acts: [{ name: 'anchorScans', fields: anchored }],
  reply: anchored,
})

/** Throws VALIDATION_FAILED for a day that is not over, or that is none of this channel's log. */
export const planAnchor = async (deps: Deps, given: string | undefined): Promise<Plan<Anchored>> => {
  const latest = lastDayOver(deps)
  const day = given ?? latest
  if (day > latest) throw fault('VALIDATION_FAILED', 'day', 'day.over', day)
  return planOf(await logUpTo(deps, day))
}

/** The operator's account for what no person does, if it has one whose key is kept here. */
const platformUser = async ({ readModel }: Deps, organisation: string): Promise<string | undefined> => {
  const rows = await readModel
    .selectFrom('user')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('status', '=', 'active')
    .where('custody', '=', 'hosted')
    .orderBy('leaf_index')
    .execute()
  return rows.map((row) => valueOfRow('user', row)).find(({ roles }) => roles.includes('platform'))?.id
}

/**
 * Anchors the last day that is over, unless that was done, there is nothing new, or there is nobody to sign it. The same request
 * whoever makes it, so that two processes write it once.
 */
export const anchorIfDue = async (deps: Deps): Promise<void> => {
  const operator = await readState(deps, keys.operator())
  if (operator === undefined) return
  const last = await readState(deps, keys.scanAnchors())
  const day = lastDayOver(deps)
  if (last !== undefined && last.day >= day) return
  const anchored = await logUpTo(deps, day)
  if (anchored.scans <= (last?.scans ?? 0)) return
  const user = await platformUser(deps, operator.organisation)
  if (user === undefined) return
  const request = { user, custody: 'hosted', route: anchorRoute, key: `daily ${day}`, asked: { day } } as const
  await act(deps, request, () => planOf(anchored))
  deps.log.info({ day, scans: anchored.scans }, 'the log of scans is anchored')
}

const everyMs = 300_000

/** Anchors by itself from now on; what fails is tried again. Gives the way to stop it. */
export const startAnchoring = (deps: Deps): (() => Promise<void>) => {
  let working: Promise<void> | undefined
  const look = (): void => {
    working ??= anchorIfDue(deps)
      .catch((error: unknown) => deps.log.error({ err: error }, 'the log of scans was not anchored'))
      .finally(() => {
        working = undefined
      })
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  look()
  return async () => {
    clearInterval(timer)
    await working
  }
}
