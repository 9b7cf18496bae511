// The RFC 9162 tree over hashes that lie one after the other, with all its levels: any subtree's root without hashing again.
import { AppError } from '@ectrace/shared/errors'
import { nodeHash } from '@ectrace/shared/proof/hash'
import type { SubtreeRoot } from '@ectrace/shared/proof/merkle'
import { tileWidth } from './code-recipe.ts'

export type TileTree = {
  root: Uint8Array
  /** Root of the subtree over hashes `start` to `end` (exclusive), one in which the tree splits. */
  node: (start: number, end: number) => Uint8Array
}

const hashLength = 32

const level = (below: readonly Uint8Array[]): Uint8Array[] =>
  below.flatMap((left, i) => {
    if (i % 2 === 1) return []
    const right = below[i + 1]
    // Without a sibling it goes up as it is: the last split of a tree that is no power of two.
    return [right === undefined ? left : nodeHash(left, right)]
  })

/** `hashes`: 32 bytes each, at least one. */
export const treeOver = (hashes: Uint8Array): TileTree => {
  let top: Uint8Array[] = Array.from({ length: hashes.length / hashLength }, (_none, i) =>
    hashes.slice(i * hashLength, (i + 1) * hashLength),
  )
  const levels = [top]
  while (top.length > 1) {
    top = level(top)
    levels.push(top)
  }
  const [root] = top
  if (root === undefined) throw new AppError('INTERNAL')
  return {
    root,
    node: (start, end) => {
      const height = Math.ceil(Math.log2(end - start))
      const found = levels[height]?.[start / 2 ** height]
      if (found === undefined) throw new AppError('INTERNAL')
      return found
    },
  }
}

/**
 * Subtrees of the tree over all codes: `above` is the tree over its tiles (it splits at powers of two, so at whole tiles), `inside` the
 * trees in those tiles that a proof looks into.
 */
export const subtreesOf =
  (above: TileTree, inside: ReadonlyMap<number, TileTree>): SubtreeRoot =>
  (start, end) => {
    const tile = Math.floor(start / tileWidth)
    const within = end <= (tile + 1) * tileWidth ? inside.get(tile) : undefined
    return within === undefined
      ? above.node(start / tileWidth, Math.ceil(end / tileWidth))
      : within.node(start - tile * tileWidth, end - tile * tileWidth)
  }
