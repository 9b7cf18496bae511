// Follows the chain: each committed block goes into the read model, resumed where it stopped and made anew when it does not fit.
// Of several processes over one read model one writes, and the others follow what it has written.
import type { Logger } from 'pino'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { LeadLost } from '../store/lead-lost.ts'
import { soleLead } from '../store/leadership.ts'
import type { Lead } from '../store/leadership.ts'
import type { ReadModel } from '../store/read-model.ts'
import { isConstraintError, isSchemaError } from '../store/sql-errors.ts'
import { CursorMoved } from './apply-blocks.ts'
import type { Cursor } from './apply-blocks.ts'
import { auditReadModel } from './audit.ts'
import type { TamperedColumn } from './audit.ts'
import { subjectWalker } from './chain-truth.ts'
import { heightWaiters } from './height-waiters.ts'
import { organisationFinder } from './organisation-of.ts'
import { projectChain } from './project-chain.ts'
import type { Projector } from './projector.ts'
import { openWaker } from './waker.ts'

export type { TamperedColumn } from './audit.ts'

export type Projection = {
  /** Height of the last projected block, as far as this process knows; 0 before the first. */
  height(): number
  /** Whether this process is the one that writes. */
  leads(): boolean
  /** True as soon as `height` is projected, false when that takes longer than `deadlineMs` milliseconds. */
  waitFor(height: number, deadlineMs: number): Promise<boolean>
  /**
   * Compares what the read model says about state `keys` and about `transactions` (besides those that the keys' records name)
   * with the chain. Empty when all agrees. Throws NOT_READY {part: ledger} where this process's copy of the chain stays behind.
   */
  audit(keys: readonly string[], transactions?: readonly string[]): Promise<TamperedColumn[]>
  /** Finishes the block at hand and follows no more. */
  stop(): Promise<void>
}

export type ProjectionSource = {
  ledger: Ledger
  readModel: ReadModel
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Who may write; of a read model that nobody shares, this process. */
  lead?: Lead
  /** Writes for this process; without one it is done in this thread. */
  projector?: Projector
  /** The ledger is this process's copy of the chain and may be behind: a read model that is ahead of it is waited for, not thrown away. */
  isCopy?: boolean
}

const longestRetryMs = 30_000
/** Milliseconds between two looks at what another process has written: when something is expected of it, at first; then; and when not. */
const [firstLookMs, longestLookMs, idleLookMs] = [10, 250, 1_000]

const storedCursor = (readModel: ReadModel): Promise<Cursor> =>
  readModel.selectFrom('cursor').select(['height', 'hash']).executeTakeFirst()

/** What the chain says of a cursor: it has that very block, it has not come so far yet, or it is another chain. */
const fit = async ({ ledger, isCopy = false }: ProjectionSource, cursor: Cursor): Promise<'fits' | 'ahead' | 'not'> => {
  if (cursor === undefined) return 'fits'
  const [block] = await ledger.blocks(cursor.height, 1)
  if (block?.height === cursor.height) return block.hash === cursor.hash ? 'fits' : 'not'
  return isCopy && (await ledger.log()).height < cursor.height ? 'ahead' : 'not'
}

/** The read model contradicts itself: somebody changed it by hand. */
const isUnsound = (error: unknown): boolean => isConstraintError(error) || isSchemaError(error)

/** Starts following at once; does not wait until the read model has caught up. */
export const startProjection = async (source: ProjectionSource): Promise<Projection> => {
  const { ledger, readModel, log, lead = soleLead, projector, isCopy = false } = source
  const organisationOf = organisationFinder(ledger)
  const walk = subjectWalker(ledger)
  const waiters = heightWaiters()
  const fence: Lead['fence'] = (transaction) => lead.fence(transaction)
  let cursor: Cursor
  /** Whether `cursor` is the stored one and fits the chain, so that blocks may go on from it. */
  let known = false
  let seen = 0
  let stopped = false
  let retryMs = 100
  let lookMs = firstLookMs

  const height = (): number => cursor?.height ?? 0
  const reach = (reached: Cursor): void => {
    cursor = reached
    waiters.reached(height())
  }
  const restart = async (): Promise<void> => {
    await readModel.empty(fence)
    cursor = undefined
    known = true
  }
  /** The stored cursor, if blocks may go on from it. */
  const settle = async (): Promise<void> => {
    const stored = await storedCursor(readModel)
    const fits = await fit(source, stored)
    if (fits === 'not') {
      log.warn({ height: stored?.height }, 'the read model does not belong to this chain: it is projected again')
      return restart()
    }
    if (fits === 'ahead') log.warn({ height: stored?.height }, 'the read model is ahead of this copy of the chain')
    reach(stored)
    known = fits === 'fits'
  }
  const write = async (): Promise<void> => {
    if (!known) await settle()
    if (!known) return
    if (projector) return projector.project(cursor, (await ledger.log()).height, reach)
    await projectChain(cursor, {
      ...{ ledger, readModel, organisationOf, fence },
      goOn: () => !stopped && lead.holds(),
      onBlocks: (reached, transactions) => {
        readModel.wrote(transactions)
        reach(reached)
      },
    })
  }
  /** Reads how far the one that writes is, and sees to it that this is asked again. */
  const look = async (): Promise<void> => {
    const before = height()
    reach(await storedCursor(readModel))
    const expected = waiters.waiting() || seen > height()
    lookMs = !expected || height() > before ? firstLookMs : Math.min(lookMs * 2, longestLookMs)
    waker.wakeIn(expected ? lookMs : idleLookMs)
  }
  const failed = async (error: unknown): Promise<void> => {
    // What was written when a connection broke, nobody knows; and another process may have written meanwhile.
    known = false
    if (error instanceof LeadLost) log.warn({ height: height() }, 'another process writes the read model now')
    else log.error({ err: error, height: height() }, 'a block could not be projected')
    waker.wakeIn(error instanceof CursorMoved ? firstLookMs : retryMs)
    retryMs = Math.min(retryMs * 2, longestRetryMs)
    if (isUnsound(error) && lead.holds()) await restart()
  }
  const follow = async (): Promise<void> => {
    try {
      await (lead.holds() ? write() : look())
      retryMs = 100
    } catch (error) {
      await failed(error)
    }
  }
  const waker = openWaker(follow, (error) => log.error({ err: error }, 'the read model could not be emptied'))
  const leaveLead = lead.onChange(() => {
    known = false
    log.info({ leads: lead.holds() }, 'the lead of the read model has changed')
    waker.wake()
  })
  const unsubscribe = ledger.onBlock((block) => {
    seen = block
    waker.wake()
  })
  if (lead.holds()) await settle()
  else reach(await storedCursor(readModel))
  waker.wake()
  return {
    height,
    leads: () => lead.holds(),
    waitFor: (wantedHeight, deadlineMs) => {
      const reached = waiters.wait(wantedHeight, height(), deadlineMs)
      if (waiters.waiting() && !lead.holds()) waker.wake()
      return reached
    },
    audit: (keys, transactions = []) =>
      auditReadModel({ ledger, readModel, organisationOf, walk, isCopy }, keys, transactions),
    stop: async () => {
      stopped = true
      leaveLead()
      unsubscribe()
      await projector?.close()
      await waker.stop()
      waiters.giveUp()
    },
  }
}
