// Brings state and tree up to the log: from the stored writes, never by running rules again.
import { canonicalOfParsed } from './canonical-text.ts'
import type { CheckpointReader } from './checkpoint-note.ts'
import { checkBlock } from './check-block.ts'
import type { CheckedBlock } from './check-block.ts'
import { damaged } from './damaged.ts'
import { sha256Hex } from './digest.ts'
import { frameHead } from './frame.ts'
import type { BlockEffects, StateStore } from './state-store.ts'
import type { Grown, Tree } from './tree.ts'
import type { WalkedBlock } from './walk-log.ts'

/** The tree with the leaves of `checked`. Throws LEDGER_DAMAGED when its root is not the one in the header. */
export const growChecked = (tree: Tree, checked: CheckedBlock, block: WalkedBlock): Grown => {
  const grown = tree.grow(checked.leafHashes)
  if (grown.root.toString('hex') === checked.header.root) return grown
  throw damaged('the leaves do not lead to the root', {
    height: checked.header.height,
    ...block.position,
    field: 'root',
  })
}

/** What a checked block leaves in the state database. */
export const effectsOf = (checked: CheckedBlock, block: WalkedBlock, grown: Grown): BlockEffects => {
  const { header, hash, checkpoint } = checked
  const payloadStart = block.position.offset + frameHead
  return {
    height: header.height,
    hash,
    time: header.time,
    position: block.position,
    checkpoint,
    first: header.first,
    tiles: grown.tiles,
    transactions: checked.records.map(({ start, length, writes }, index) => ({
      id: checked.ids[index] ?? '',
      start: payloadStart + start,
      length,
      digest: sha256Hex(block.payload.subarray(start, start + length)),
      writes: writes.map(({ key, value }) => ({ key, value, text: canonicalOfParsed(value) })),
    })),
  }
}

/** Applies one of many blocks. What is left at the end has to be settled. */
export const applyNext = (store: StateStore, effects: BlockEffects): void => {
  store.apply(effects)
  if (store.due()) store.settle()
}

/** Applies one block of the log to `store` and `tree`, which stand at the one before it; `applyNext` of it. */
export const replayBlock = (
  block: WalkedBlock,
  reader: CheckpointReader,
  store: StateStore,
  tree: Tree,
): CheckedBlock => {
  const checked = checkBlock(block, reader)
  const grown = growChecked(tree, checked, block)
  applyNext(store, effectsOf(checked, block, grown))
  tree.commit(grown)
  return checked
}
