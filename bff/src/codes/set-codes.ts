// The codes of a minted set by their index: what labels, hidden codes and exports are made of.
import { fault } from '@ectrace/shared/errors'
import { ensureCodes } from '../commands/mint.ts'
import type { Deps } from '../deps.ts'

export type CodeRange = { batch: string; set: number; from: number; count: number }

/** Paths of codes `from` to `from + count - 1` in order; some thousands at a time. NOT_FOUND at `set` or `from` when they were never minted. */
export const codesOfSet = async (deps: Deps, { batch, set, from, count }: CodeRange): Promise<string[]> => {
  await ensureCodes(deps, batch)
  const rows = await deps.vault
    .selectFrom('code')
    .select('path')
    .where('batch', '=', batch)
    .where('code_set', '=', set)
    .where('idx', '>=', from)
    .where('idx', '<', from + count)
    .orderBy('idx')
    .execute()
  if (rows.length !== count) throw fault('NOT_FOUND', 'from', 'code.minted', String(from + rows.length))
  return rows.map(({ path }) => path)
}
