// Takes a set into the vault that was minted before sets had rows: its codes are hashes of the nonce of the minting transaction.
import type { BatchCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Envelope } from '@ectrace/shared/proof/envelope'
import { caughtUp } from '../commands/caught-up.ts'
import type { Deps } from '../deps.ts'
import type { CodeSetTable } from '../store/vault.ts'
import { makeTiles } from './make-tiles.ts'
import { setId } from './set-id.ts'
import { recipeOf } from './set-recipe.ts'

/** More could not be minted at once then. */
const mostOfOld = 10_000

/** The envelope by which a set of a batch was minted. */
const mintingOf = async ({ readModel, ledger }: Deps, batch: string, set: number): Promise<Envelope | undefined> => {
  const found = await readModel
    .selectFrom('record_subject')
    .innerJoin('record', (join) =>
      join.onRef('record.transaction', '=', 'record_subject.transaction').onRef('record.op', '=', 'record_subject.op'),
    )
    .select(['record.transaction', 'record.op'])
    .where('record_subject.subject', '=', keys.codes(batch))
    .where('record.name', '=', 'mintCodes')
    .execute()
  for (const { transaction, op } of found) {
    const committed = await ledger.transaction(transaction)
    if (committed?.openings[op]?.set?.value === set) return committed.leaf.envelope
  }
  return undefined
}

/** Throws STATE_DIGEST_MISMATCH when no key gives the root that is on chain. */
export const adoptSet = async (
  deps: Deps,
  batch: string,
  code: BatchCode,
  { set, root, count }: State['codes']['sets'][number],
): Promise<CodeSetTable> => {
  await caughtUp(deps)
  const minting = count > mostOfOld ? undefined : await mintingOf(deps, batch, set)
  if (minting !== undefined) {
    const { caller, nonce } = minting
    for (const { id: key } of deps.codes.keys.all()) {
      const row = { id: setId(caller, nonce, batch, count), batch, code_key: key, seed: nonce }
      const made = await makeTiles(deps, await recipeOf(deps, code, row), count)
      if (made.root !== root) continue
      return keepSet(deps, { ...row, user: caller, count, root, tiles: await deps.blobs.put(made.tiles) })
    }
  }
  throw new AppError('STATE_DIGEST_MISMATCH', { details: { batch, set } })
}

const keepSet = async (
  { vault, channel, clock, leadership: { run } }: Deps,
  found: Omit<CodeSetTable, 'channel' | 'done' | 'state' | 'created_at' | 'run'>,
): Promise<CodeSetTable> => {
  const row = { ...found, channel, done: found.count, state: 'ready' as const, created_at: clock(), run }
  await vault
    .insertInto('code_set')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return row
}
