// For which batch an item code was minted on this channel: what can be said of codes that never acted alone.
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Deps } from '../deps.ts'
import { ensureCodes } from './mint.ts'
import { readState } from './state.ts'

type Named = { path: string; scheme: 'own' | 'gtin'; product: string; lot: string }

/** What an item's path names; undefined for any other code, and for what is none. */
const namedBy = (path: string): Named | undefined => {
  try {
    const code = parsePath(path)
    return code.kind === 'item' && code.path === path ? code : undefined
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

const batchOf = async (deps: Deps, { scheme, product, lot }: Named): Promise<string | undefined> => {
  const id = scheme === 'own' ? product : (await readState(deps, keys.gtin(product)))?.product
  if (id === undefined) return undefined
  const batch = await readState(deps, keys.batch(batchId(id, lot)))
  return batch?.id
}

/** Path -> batch, for those of the paths that are codes of a minted set. */
export const mintedBatches = async (deps: Deps, paths: readonly string[]): Promise<Record<string, string>> => {
  const named = paths.flatMap((path) => namedBy(path) ?? [])
  if (named.length === 0) return {}
  const kinds = new Map(named.map((one) => [`${one.product}/${one.lot}`, one]))
  for (const kind of kinds.values()) {
    const batch = await batchOf(deps, kind)
    if (batch !== undefined) await ensureCodes(deps, batch)
  }
  const rows = await deps.vault
    .selectFrom('code')
    .select(['path', 'batch'])
    .where(
      'path',
      'in',
      named.map(({ path }) => path),
    )
    .execute()
  return Object.fromEntries(rows.map(({ path, batch }) => [path, batch]))
}
