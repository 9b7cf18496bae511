// The minted sets of a batch, each with what its codes follow from. A set on chain is the one of the vault that has its root.
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { adoptSet } from './adopt-set.ts'
import { codeOfBatch } from './batch-code.ts'
import type { CodeRecipe } from './code-recipe.ts'
import { recipeOf } from './set-recipe.ts'

/** A set on chain. `tiles`: the blob of its tiles. */
export type KnownSet = State['codes']['sets'][number] & { tiles: string; recipe: CodeRecipe }

const loadSets = async (deps: Deps, batch: string, sets: State['codes']['sets']): Promise<KnownSet[]> => {
  const code = await codeOfBatch(deps, batch)
  const rows = await deps.vault
    .selectFrom('code_set')
    .selectAll()
    .where('channel', '=', deps.channel)
    .where('batch', '=', batch)
    .where('root', 'is not', null)
    .execute()
  const found: KnownSet[] = []
  for (const set of sets) {
    const row = rows.find(({ root }) => root === set.root) ?? (await adoptSet(deps, batch, code, set))
    found.push({ ...set, tiles: row.tiles ?? '', recipe: await recipeOf(deps, code, row) })
  }
  return found
}

/** All sets of a batch in the order of their numbers. Throws STATE_DIGEST_MISMATCH when one cannot be made from what the vault holds. */
export const knownSets = async (deps: Deps, batch: string): Promise<readonly KnownSet[]> => {
  const sets = (await readState(deps, keys.codes(batch)))?.sets ?? []
  if (sets.length === 0) return []
  // Sets are only added: what is known of so many of them stays true.
  return deps.codes.sets.of(`${deps.channel}/${batch}/${String(sets.length)}`, () => loadSets(deps, batch, sets))
}

/** Throws NOT_FOUND at `set` when it was never minted. */
export const knownSet = async (deps: Deps, batch: string, set: number): Promise<KnownSet> => {
  const found = (await knownSets(deps, batch)).find((one) => one.set === set)
  if (found === undefined) throw fault('NOT_FOUND', 'set', 'set.minted', String(set))
  return found
}
