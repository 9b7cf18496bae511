// Minting: the act that puts a prepared set of codes on chain, its root and how many there are.
import type { requests } from '@ectrace/shared/schema/requests'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { z } from 'zod'
import { codeOfBatch } from '../codes/batch-code.ts'
import { finishedSet, readySet } from '../codes/prepare-set.ts'
import { writtenPaths } from '../codes/set-codes.ts'
import { setId } from '../codes/set-id.ts'
import { recipeOf } from '../codes/set-recipe.ts'
import type { Deps, Principal } from '../deps.ts'
import type { Plan } from './act.ts'
import { readState } from './state.ts'

type Minted = { set: number; count: number; first: string[] }

/** `count` codes made now, or those that were `prepared`: throws STATE_CONFLICT while they are not ready. */
export const planMint = async (
  deps: Deps,
  { user, organisation }: Principal,
  batch: State['batch'],
  { count, prepared, activation }: z.output<typeof requests.mintCodes>,
  nonce: string,
): Promise<Plan<Minted>> => {
  const { id } = batch
  const row =
    count === undefined
      ? await readySet(deps, prepared ?? '', id)
      : await finishedSet(deps, { id: setId(user, nonce, id, count), batch: id, user, count, organisation })
  const set = (await readState(deps, keys.codes(id)))?.sets.length ?? 0
  const recipe = await recipeOf(deps, await codeOfBatch(deps, id), row)
  const first = await writtenPaths(deps.minter, recipe, { from: 0, count: Math.min(10, row.count) })
  const fields = { batch: id, set, root: row.root ?? '', count: row.count, activation }
  return {
    acts: [{ name: 'mintCodes', fields }],
    reply: { set, count: row.count, first },
    restsOn: [keys.codes(id)],
  }
}
