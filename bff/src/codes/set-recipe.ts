// From a set's row in the vault to what its codes follow from.
import type { BatchCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import { canonical } from '@ectrace/shared/proof/canonical'
import { wrappedSecret } from '../commands/keyed-digest.ts'
import type { Deps } from '../deps.ts'
import type { CodeSetTable } from '../store/vault.ts'
import type { CodeRecipe } from './code-recipe.ts'

/** Names a batch where the numbers of its codes are enciphered. */
export const scopeOf = ({ channel }: Pick<Deps, 'channel'>, batch: string): string =>
  canonical(['serials', channel, batch])

/** 36 bits that tell the codes of a batch's sets apart; the vault keeps no two sets of a batch that have the same. */
export const tagOf = (id: string): number => parseInt(id.slice(0, 9), 16)

export const recipeOf = async (
  deps: Deps,
  batch: BatchCode,
  row: Pick<CodeSetTable, 'id' | 'batch' | 'code_key' | 'seed'>,
): Promise<CodeRecipe> => {
  const key = await deps.codes.keys.find(row.code_key)
  if (key === undefined) throw new AppError('NOT_READY', { details: { part: 'codes', key: row.code_key } })
  return {
    batch,
    key: { id: key.id, wrapped: key.wrapped },
    secret: await wrappedSecret(deps, 'serial'),
    source: row.seed === null ? { scope: scopeOf(deps, row.batch), tag: tagOf(row.id) } : { seed: row.seed },
  }
}
