// The codes of a minted set by their index: what labels, hidden codes and exports are made of.
import { fault } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'
import type { Signer } from '../identity/signer.ts'
import type { CodeRecipe, CodeSpan } from './code-recipe.ts'
import { knownSet } from './known-sets.ts'

export type CodeRange = CodeSpan & { batch: string; set: number }

/** Paths as `thread` writes them. */
export const writtenPaths = async (thread: Signer, recipe: CodeRecipe, span: CodeSpan): Promise<string[]> => {
  const text = Buffer.from(await thread.writeCodes(recipe, span, 'path')).toString('latin1')
  const length = text.length / span.count
  return Array.from({ length: span.count }, (_none, i) => text.slice(i * length, (i + 1) * length))
}

/**
 * Paths of codes `from` to `from + count - 1` in order; some thousands at a time. NOT_FOUND at `set` or `from` when they were never
 * minted.
 */
export const codesOfSet = async (deps: Deps, { batch, set, from, count }: CodeRange): Promise<string[]> => {
  const known = await knownSet(deps, batch, set)
  if (from + count > known.count) throw fault('NOT_FOUND', 'from', 'code.minted', String(Math.max(from, known.count)))
  return count === 0 ? [] : writtenPaths(deps.minter, known.recipe, { from, count })
}
