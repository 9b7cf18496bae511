// Proofs that codes belong to a minted set: from the tiles that are kept and the few codes that share a tile with them.
import { AppError } from '@ectrace/shared/errors'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { inclusionProof } from '@ectrace/shared/proof/merkle'
import type { SubtreeRoot } from '@ectrace/shared/proof/merkle'
import { makeMultiproof } from '@ectrace/shared/proof/multiproof'
import type { Deps } from '../deps.ts'
import { tileWidth } from './code-recipe.ts'
import { knownSet } from './known-sets.ts'
import type { KnownSet } from './known-sets.ts'
import { makeTiles } from './make-tiles.ts'
import { subtreesOf, treeOver } from './tile-tree.ts'
import type { TileTree } from './tile-tree.ts'

/** The tree over the tiles; made anew where the blob is gone. Throws STATE_DIGEST_MISMATCH when it is not the one on chain. */
const tilesOf = (deps: Deps, { root, count, tiles, recipe }: KnownSet): Promise<TileTree> =>
  deps.codes.trees.of(root, async () => {
    const kept = await deps.blobs.get(tiles)
    const tree = treeOver(kept ?? (await makeTiles(deps, recipe, count)).tiles)
    if (hexEncode(tree.root) !== root) throw new AppError('STATE_DIGEST_MISMATCH', { details: { root } })
    return tree
  })

/** The tree inside one tile. */
const insideOf = async (deps: Deps, thread: Deps['signer'], set: KnownSet, tile: number): Promise<TileTree> => {
  const from = tile * tileWidth
  const span = { from, count: Math.min(tileWidth, set.count - from) }
  return treeOver(await thread.writeCodes(set.recipe, span, 'leaf'))
}

/** Roots of the subtrees that a proof of these codes needs. */
const subtreesFor = async (deps: Deps, set: KnownSet, indices: readonly number[]): Promise<SubtreeRoot> => {
  const above = await tilesOf(deps, set)
  const touched = [...new Set(indices.map((index) => Math.floor(index / tileWidth)))]
  // One tile takes a millisecond. Hundreds would keep signatures waiting.
  const thread = touched.length === 1 ? deps.signer : deps.minter
  const inside = new Map(
    await Promise.all(touched.map(async (tile) => [tile, await insideOf(deps, thread, set, tile)] as const)),
  )
  return subtreesOf(above, inside)
}

const checkIndices = ({ count }: KnownSet, indices: readonly number[]): void => {
  if (indices.some((index) => !(index >= 0 && index < count))) throw new AppError('INTERNAL', { details: { indices } })
}

/** The inclusion path of one code, in hexadecimal. */
export const pathInSet = async (deps: Deps, batch: string, set: number, index: number): Promise<string[]> => {
  const known = await knownSet(deps, batch, set)
  checkIndices(known, [index])
  return inclusionProof(index, known.count, await subtreesFor(deps, known, [index])).map(hexEncode)
}

/** One proof for several codes (at most 500), `indices` ascending, in hexadecimal. */
export const proofInSet = async (
  deps: Deps,
  batch: string,
  set: number,
  indices: readonly number[],
): Promise<string[]> => {
  const known = await knownSet(deps, batch, set)
  checkIndices(known, indices)
  return makeMultiproof(indices, known.count, await subtreesFor(deps, known, indices)).map(hexEncode)
}
