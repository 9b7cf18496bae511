// Making a set of codes before it goes on chain: a row in the vault says how far it is and which process makes it; another one begins anew
// what a process that ended left.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError, fault } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'
import type { CodeSetTable } from '../store/vault.ts'
import { codeOfBatch } from './batch-code.ts'
import type { Job } from './code-jobs.ts'
import { makeTiles } from './make-tiles.ts'
import { recipeOf } from './set-recipe.ts'

export type WantedSet = Pick<CodeSetTable, 'id' | 'batch' | 'user' | 'count'> & { organisation: string }

/** A batch has a thousand minted sets at most; the others are those that were given up. */
const mostOfBatch = 2_000
/** The row hears of progress once in so many codes: a page asks the server that does the work. */
const aReport = 100_000
/** Milliseconds between two looks at what another process makes. */
const aLookMs = 200

export const codeSetRow = ({ vault, channel }: Deps, id: string): Promise<CodeSetTable | undefined> =>
  vault.selectFrom('code_set').selectAll().where('id', '=', id).where('channel', '=', channel).executeTakeFirst()

const checkCount = async ({ vault, channel }: Deps, batch: string): Promise<void> => {
  const { n } = await vault
    .selectFrom('code_set')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('channel', '=', channel)
    .where('batch', '=', batch)
    .executeTakeFirstOrThrow()
  if (n >= mostOfBatch) throw fault('STATE_CONFLICT', 'count', 'preparations.at-most', String(mostOfBatch))
}

const keepRow = async (deps: Deps, { organisation: _of, ...wanted }: WantedSet): Promise<void> => {
  await checkCount(deps, wanted.batch)
  await deps.codes.keys.refresh()
  const made = { channel: deps.channel, code_key: deps.codes.keys.newest().id, created_at: deps.clock() }
  const open = { done: 0, state: 'preparing' as const, seed: null, root: null, tiles: null, run: deps.leadership.run }
  await deps.vault
    .insertInto('code_set')
    .values({ ...wanted, ...made, ...open })
    .execute()
}

/** Changes a row that is still being worked on: what was cancelled meanwhile, at whatever process, stays so, and its work ends. */
const report = async (
  { vault, codes }: Deps,
  id: string,
  change: Partial<Pick<CodeSetTable, 'done' | 'state' | 'root' | 'tiles'>>,
): Promise<void> => {
  const { numUpdatedRows } = await vault
    .updateTable('code_set')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', 'preparing')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) codes.jobs.stop(id)
}

const makeSet = async (deps: Deps, id: string, job: Job): Promise<void> => {
  const row = await codeSetRow(deps, id)
  if (row === undefined) throw new AppError('INTERNAL', { details: { preparation: id } })
  const recipe = await recipeOf(deps, await codeOfBatch(deps, row.batch), row)
  let told = 0
  const made = await makeTiles(deps, recipe, row.count, async (done) => {
    job.at(done)
    if (done - told < aReport) return
    told = done
    await report(deps, id, { done })
  })
  const tiles = await deps.blobs.put(made.tiles)
  await report(deps, id, { done: row.count, state: 'ready', root: made.root, tiles })
}

/** What a restart puts right is left as it is for the next start. */
const endsWithServer = (deps: Deps, error: unknown): boolean =>
  deps.codes.jobs.isStop(error) || (error instanceof AppError && error.code === 'NOT_READY')

const work =
  (deps: Deps, id: string) =>
  async (job: Job): Promise<void> => {
    try {
      await makeSet(deps, id, job)
    } catch (error) {
      if (!endsWithServer(deps, error)) {
        deps.log.error({ err: error, preparation: id }, 'a set of codes could not be made')
        await report(deps, id, { state: 'failed' })
      }
      throw error
    }
  }

/** Makes a set whose row says that it is being made, where this process is not at it and no other living one is. Says whether it does. */
const takeOver = async (
  deps: Deps,
  { id, run, organisation, count }: WantedSet & Pick<CodeSetTable, 'run'>,
): Promise<boolean> => {
  const { vault, codes, leadership } = deps
  const isOwn = run === leadership.run
  if (!isOwn && run !== null && (await leadership.isAlive(run))) return false
  const claim = vault
    .updateTable('code_set')
    .set({ run: leadership.run })
    .where('id', '=', id)
    .where('state', '=', 'preparing')
    .where('run', run === null ? 'is' : '=', run)
  if (!isOwn && (await claim.executeTakeFirst()).numUpdatedRows === 0n) return false
  await codes.jobs.start({ id, organisation, count }, () => Promise.resolve(), work(deps, id))
  return true
}

/**
 * The set's row, whose codes are being made from now on, here or at another process, or have been. One that failed is begun again. Throws
 * SERVER_BUSY when too many are under way, STATE_CONFLICT at `count` when the batch had too many.
 */
export const beginSet = async (deps: Deps, wanted: WantedSet): Promise<CodeSetTable> => {
  const { jobs } = deps.codes
  const known = await codeSetRow(deps, wanted.id)
  if (known === undefined) {
    await jobs.start(wanted, () => keepRow(deps, wanted), work(deps, wanted.id))
  } else if (known.state === 'failed') {
    const again = deps.vault
      .updateTable('code_set')
      .set({ state: 'preparing', done: 0, run: deps.leadership.run })
      .where('id', '=', wanted.id)
    const begin = async (): Promise<void> => {
      await again.execute()
    }
    await jobs.start(wanted, begin, work(deps, wanted.id))
  } else if (known.state === 'preparing') {
    await takeOver(deps, { ...wanted, run: known.run })
  }
  const row = await codeSetRow(deps, wanted.id)
  if (row === undefined) throw new AppError('INTERNAL', { details: { preparation: wanted.id } })
  return row
}

/** As `beginSet`, when it is done. Throws STATE_CONFLICT for one that was cancelled, or what kept it from being made. */
export const finishedSet = async (deps: Deps, wanted: WantedSet): Promise<CodeSetTable> => {
  for (let row = await beginSet(deps, wanted); row.state === 'preparing'; row = await beginSet(deps, wanted)) {
    await deps.codes.jobs.ended(wanted.id)
    // Another process makes it: this one hears of the end by the row.
    if (row.run !== deps.leadership.run) await pause(aLookMs)
  }
  return readySet(deps, wanted.id, wanted.batch)
}

/** A set that can be minted. Throws NOT_FOUND or STATE_CONFLICT at `prepared`. */
export const readySet = async (deps: Deps, id: string, batch: string): Promise<CodeSetTable> => {
  const row = await codeSetRow(deps, id)
  if (row?.batch !== batch) throw fault('NOT_FOUND', 'prepared', 'preparation.of-batch')
  if (row.state !== 'ready') throw fault('STATE_CONFLICT', 'prepared', 'preparation.ready', row.state)
  return row
}

/** Gives a set up; one that is on chain all the same stays there, and its codes are known. */
export const cancelSet = async (deps: Deps, id: string): Promise<void> => {
  await deps.vault.updateTable('code_set').set({ state: 'cancelled' }).where('id', '=', id).execute()
  deps.codes.jobs.stop(id)
}

/** Begins anew what processes that ended left unfinished: the same codes come of it. */
export const resumePreparations = async (deps: Deps): Promise<void> => {
  const rows = await deps.vault
    .selectFrom('code_set')
    .select(['id', 'count', 'batch', 'user', 'run'])
    .where('channel', '=', deps.channel)
    .where('state', '=', 'preparing')
    .orderBy('created_at')
    .execute()
  for (const row of rows) await takeOver(deps, { ...row, organisation: row.batch })
}
