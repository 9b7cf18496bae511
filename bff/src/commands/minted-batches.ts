// For which batch an item code was minted on this channel: what can be said of codes that never acted alone.
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { findCodes } from '../codes/find-codes.ts'
import type { CodePlace } from '../codes/find-codes.ts'
import type { Deps } from '../deps.ts'
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

/** Path -> its place, for those of the paths that are codes of a minted set. */
export const mintedCodes = async (
  deps: Deps,
  paths: readonly string[],
): Promise<Record<string, CodePlace & { batch: string }>> => {
  const kinds = new Map<string, Named[]>()
  for (const one of paths.flatMap((path) => namedBy(path) ?? [])) {
    const kind = `${one.product}/${one.lot}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), one])
  }
  const found: [string, CodePlace & { batch: string }][] = []
  for (const named of kinds.values()) {
    const batch = named[0] === undefined ? undefined : await batchOf(deps, named[0])
    if (batch === undefined) continue
    const places = await findCodes(
      deps,
      batch,
      named.map(({ path }) => path),
    )
    for (const [path, place] of places) found.push([path, { ...place, batch }])
  }
  return Object.fromEntries(found)
}

/** Path -> batch, for the same. */
export const mintedBatches = async (deps: Deps, paths: readonly string[]): Promise<Record<string, string>> =>
  Object.fromEntries(Object.entries(await mintedCodes(deps, paths)).map(([path, { batch }]) => [path, batch]))
