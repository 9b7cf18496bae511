// Follows the chain: each committed block goes into the read model, resumed where it stopped and made anew when it does not fit.
import type { Logger } from 'pino'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
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

export type { TamperedColumn } from './audit.ts'

export type Projection = {
  /** Height of the last projected block; 0 before the first. */
  height(): number
  /** True as soon as `height` is projected, false when that takes longer than `deadlineMs` milliseconds. */
  waitFor(height: number, deadlineMs: number): Promise<boolean>
  /**
   * Compares what the read model says about state `keys` and about `transactions` (besides those that the keys' records name)
   * with the chain. Empty when all agrees.
   */
  audit(keys: readonly string[], transactions?: readonly string[]): Promise<TamperedColumn[]>
  /** Finishes the block at hand and follows no more. */
  stop(): Promise<void>
}

export type ProjectionSource = { ledger: Ledger; readModel: ReadModel; log: Pick<Logger, 'info' | 'warn' | 'error'> }

/** Transactions that one SQL transaction should hold: more are not faster, and a page waits for it. */
const wanted = 1_000
const longestRetryMs = 30_000

/** The stored cursor, if the chain has that very block. */
const soundCursor = async ({ ledger, readModel, log }: ProjectionSource): Promise<Cursor> => {
  const row = await readModel.selectFrom('cursor').select(['height', 'hash']).executeTakeFirst()
  if (row === undefined) return undefined
  const [block] = await ledger.blocks(row.height, 1)
  if (block?.height === row.height && block.hash === row.hash) return row
  log.warn({ height: row.height }, 'the read model does not belong to this chain: it is projected again')
  await readModel.empty()
  return undefined
}

/** The read model contradicts itself: somebody changed it by hand. */
const isUnsound = (error: unknown): boolean =>
  error instanceof CursorMoved || isConstraintError(error) || isSchemaError(error)

/** Starts following at once; does not wait until the read model has caught up. */
export const startProjection = async (source: ProjectionSource): Promise<Projection> => {
  const { ledger, readModel, log } = source
  const organisationOf = organisationFinder(ledger)
  const walk = subjectWalker(ledger)
  const waiters = heightWaiters()
  let cursor = await soundCursor(source)
  let stopped = false
  let awake = false
  let retryMs = 100
  let retry: NodeJS.Timeout | undefined
  let following = Promise.resolve()

  const height = (): number => cursor?.height ?? 0
  const restart = async (): Promise<void> => {
    await readModel.empty()
    cursor = undefined
  }
  const follow = async (): Promise<void> => {
    awake = false
    try {
      await projectChain(cursor, {
        ...{ ledger, readModel, organisationOf, wanted },
        goOn: () => !stopped,
        onBlocks: (reached, transactions) => {
          readModel.wrote(transactions)
          cursor = reached
          waiters.reached(height())
        },
      })
      retryMs = 100
    } catch (error) {
      log.error({ err: error, height: height() }, 'a block could not be projected')
      if (!stopped) retry = setTimeout(wake, retryMs)
      retryMs = Math.min(retryMs * 2, longestRetryMs)
      if (isUnsound(error)) await restart()
    }
  }
  const wake = (): void => {
    if (awake || stopped) return
    awake = true
    clearTimeout(retry)
    // One after the other: a block that comes while this runs is asked for again.
    following = following
      .then(follow)
      .catch((error: unknown) => log.error({ err: error }, 'the read model could not be emptied'))
  }
  const unsubscribe = ledger.onBlock(wake)
  wake()
  return {
    height,
    waitFor: (wantedHeight, deadlineMs) => waiters.wait(wantedHeight, height(), deadlineMs),
    audit: (keys, transactions = []) => auditReadModel({ ledger, readModel, organisationOf, walk }, keys, transactions),
    stop: async () => {
      stopped = true
      unsubscribe()
      clearTimeout(retry)
      await following
      waiters.giveUp()
    },
  }
}
