// Makes the tiles of a whole set, piece by piece, in the thread that mints.
import { hexEncode } from '@ectrace/shared/proof/bytes'
import type { SharedDeps } from '../deps.ts'
import type { CodeRecipe } from './code-recipe.ts'
import { tileWidth } from './code-recipe.ts'
import { treeOver } from './tile-tree.ts'

/** Between two of them others get their turn, and a set can be given up: some ten milliseconds. */
const piece = 16 * tileWidth
const hashLength = 32

/** `root` in hexadecimal, of the tree over all codes; `tiles`: 32 bytes for each 256 codes. */
export type MadeTiles = { root: string; tiles: Uint8Array }

/** `after` hears how many are done after each piece; what it throws ends the work. */
export const makeTiles = async (
  { minter }: Pick<SharedDeps, 'minter'>,
  recipe: CodeRecipe,
  count: number,
  after: (done: number) => Promise<void> | void = () => undefined,
): Promise<MadeTiles> => {
  const tiles = new Uint8Array(Math.ceil(count / tileWidth) * hashLength)
  for (let from = 0; from < count; from += piece) {
    const span = { from, count: Math.min(piece, count - from) }
    tiles.set(await minter.writeCodes(recipe, span, 'tile'), (from / tileWidth) * hashLength)
    await after(span.from + span.count)
  }
  // The tree splits at powers of two: above tiles it is the tree over the tiles.
  return { root: hexEncode(treeOver(tiles).root), tiles }
}
