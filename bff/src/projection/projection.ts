// Follows the chain: each committed block goes into the read model, resumed where it stopped and made anew when it does not fit.
import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { Block, Ledger } from '@ectrace/shared/ledger/ledger'
import { emptyReadModel } from '../store/read-model.ts'
import type { ReadModel } from '../store/read-model.ts'
import { isConstraintError, isSchemaError } from '../store/sqlite-errors.ts'
import { applyBlocks, CursorMoved } from './apply-blocks.ts'
import type { Cursor } from './apply-blocks.ts'
import { auditReadModel } from './audit.ts'
import type { TamperedColumn } from './audit.ts'
import { subjectWalker } from './chain-truth.ts'
import { heightWaiters } from './height-waiters.ts'
import { organisationFinder } from './organisation-of.ts'

export type { TamperedColumn } from './audit.ts'

/** How far a rebuild is. */
export type Progress = { height: number; transactions: number }
export type Rebuilt = { blocks: number; transactions: number; milliseconds: number }

export type Projection = {
  /** Height of the last projected block; 0 before the first. */
  height(): number
  /** True as soon as `height` is projected, false when that takes longer than `deadlineMs` milliseconds. */
  waitFor(height: number, deadlineMs: number): Promise<boolean>
  /** Empties the read model and projects the whole chain again. */
  rebuild(onProgress?: (progress: Progress) => void): Promise<Rebuilt>
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
const mostBlocks = 256
const longestRetryMs = 30_000

/** Blocks to ask for next time, so that small blocks go in together and big ones by few. */
const nextLimit = (limit: number, blocks: readonly Block[]): number => {
  const transactions = blocks.reduce((sum, block) => sum + block.transactions.length, 0)
  return transactions > wanted ? Math.max(1, Math.floor(limit / 2)) : Math.min(mostBlocks, limit * 2)
}

/** The stored cursor, if the chain has that very block. */
const soundCursor = async ({ ledger, readModel, log }: ProjectionSource): Promise<Cursor> => {
  const row = await readModel.selectFrom('cursor').select(['height', 'hash']).executeTakeFirst()
  if (row === undefined) return undefined
  const [block] = await ledger.blocks(row.height, 1)
  if (block?.height === row.height && block.hash === row.hash) return row
  log.warn({ height: row.height }, 'the read model does not belong to this chain: it is projected again')
  await emptyReadModel(readModel)
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
  let rebuilds = 0
  let retryMs = 100
  let retry: NodeJS.Timeout | undefined
  let queue: Promise<unknown> = Promise.resolve()

  const height = (): number => cursor?.height ?? 0
  /** One writer at a time: following and rebuilding wait for each other. */
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }
  const restart = async (): Promise<void> => {
    await emptyReadModel(readModel)
    cursor = undefined
  }
  const catchUp = async (goOn: () => boolean, onBlocks?: (blocks: readonly Block[]) => void): Promise<void> => {
    for (let limit = 8; goOn();) {
      const blocks = await ledger.blocks(cursor === undefined ? 0 : cursor.height + 1, limit)
      if (blocks.length === 0) return
      cursor = await applyBlocks(readModel, blocks, cursor, organisationOf)
      waiters.reached(height())
      onBlocks?.(blocks)
      limit = nextLimit(limit, blocks)
    }
  }
  const follow = async (): Promise<void> => {
    awake = false
    try {
      // A rebuild that waits would throw away what is done here.
      await catchUp(() => !stopped && rebuilds === 0)
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
    void exclusive(follow).catch((error: unknown) => log.error({ err: error }, 'the read model could not be emptied'))
  }
  const rebuild = async (onProgress?: (progress: Progress) => void): Promise<Rebuilt> => {
    const started = performance.now()
    const done = { blocks: 0, transactions: 0 }
    await restart()
    const goOn = (): boolean => !stopped
    await catchUp(goOn, (blocks) => {
      done.blocks += blocks.length
      done.transactions += blocks.reduce((sum, block) => sum + block.transactions.length, 0)
      onProgress?.({ height: height(), transactions: done.transactions })
    })
    return { ...done, milliseconds: performance.now() - started }
  }

  const unsubscribe = ledger.onBlock(wake)
  wake()
  return {
    height,
    waitFor: (wantedHeight, deadlineMs) => waiters.wait(wantedHeight, height(), deadlineMs),
    rebuild: (onProgress) => {
      rebuilds++
      return exclusive(() => rebuild(onProgress)).finally(() => {
        rebuilds--
        // Blocks that came meanwhile, and the rest of a rebuild that failed.
        wake()
      })
    },
    audit: (keys, transactions = []) => auditReadModel({ ledger, readModel, organisationOf, walk }, keys, transactions),
    stop: async () => {
      stopped = true
      unsubscribe()
      clearTimeout(retry)
      await queue
      waiters.giveUp()
    },
  }
}
