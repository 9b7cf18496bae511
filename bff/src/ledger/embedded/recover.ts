// What happens between opening the files and taking the first transaction: cut a torn end, refuse damage and roll-back, catch up.
import type { CheckpointReader, Sealed } from './checkpoint-note.ts'
import { checkBlock } from './check-block.ts'
import { rolledBack } from './damaged.ts'
import { emptyState, isStateDamage, openState } from './open-state.ts'
import type { OpenState } from './open-state.ts'
import { replayBlock } from './replay.ts'
import { openSubtrees } from './tree.ts'
import { damagedEnd, walkLog } from './walk-log.ts'
import type { LogEnd, WalkedBlock } from './walk-log.ts'
import { walkStart } from './walk-start.ts'

/** `note` hears what was repaired: for the log of the process. */
export type RecoverOptions = {
  dir: string
  genesis: string
  created: string
  reader: CheckpointReader
  /** The checkpoint that was kept beside the key. */
  last: Sealed | undefined
  /** Keeps a newer one there: the state may be dropped here, and what it has seen must not be forgotten with it. */
  remember: (height: number, checkpoint: string) => void
  note: (message: string, fields: Record<string, unknown>) => void
  /** Newest bytes of the log that are read at once; 64 MB. */
  startBytes?: number | undefined
}

export type Recovered = { state: OpenState; end: LogEnd }

/** A signed checkpoint and the block of its height must be the same block. */
export const checkSeen = (block: WalkedBlock, seen: readonly Sealed[]): void => {
  const { height } = block.header
  if (seen.some((sealed) => sealed.height === height && sealed.hash !== block.hash))
    throw rolledBack(`block ${height} is another than the one that was signed before`, {
      seen: height,
      found: height - 1,
    })
}

/** Is the end an unfinished write that nobody was told of? Else LEDGER_ROLLED_BACK (bytes are gone) or LEDGER_DAMAGED (they are others). */
export const checkEnd = (end: LogEnd, seen: readonly Sealed[]): void => {
  const found = end.block?.header.height ?? 0
  const known = Math.max(0, ...seen.map(({ height }) => height))
  if (known <= found) return
  if (end.fault !== undefined && end.fault !== 'cut') throw damagedEnd({ ...end, fault: end.fault }, found + 1)
  throw rolledBack(`the log ends with block ${found}, but block ${known} was signed`, { seen: known, found })
}

/** The newest block in full (LEDGER_DAMAGED), and whether the leaves in the tree are its own. */
const newestFits = (block: WalkedBlock, reader: CheckpointReader, { store }: OpenState): boolean => {
  const subtree = openSubtrees(store.tile)
  const { leafHashes, header } = checkBlock(block, reader)
  return leafHashes.every((hash, index) => subtree(header.first + index, header.first + index + 1).equals(hash))
}

/** Reads the log, or of a large one what the state does not vouch for, applying what the state lacks. */
const catchUp = (options: RecoverOptions, state: OpenState, seen: readonly Sealed[]): LogEnd => {
  const { sealed, store } = state
  const applied = sealed?.height ?? 0
  const from = sealed && walkStart(options.dir, { store, sealed, seen }, options.startBytes)
  const walk = walkLog({ ...options, from })
  let step = walk.next()
  for (; step.done !== true; step = walk.next()) {
    checkSeen(step.value, seen)
    if (step.value.header.height > applied) replayBlock(step.value, options.reader, state.store, state.tree)
  }
  state.store.settle()
  checkEnd(step.value, seen)
  return step.value
}

/** How the log ends once the state has caught up, or undefined when the state is not whole. Damage to the log is thrown. */
const tryState = (options: RecoverOptions, state: OpenState, seen: readonly Sealed[]): LogEnd | undefined => {
  try {
    const end = catchUp(options, state, seen)
    const fits =
      !end.block ||
      end.block.header.height > (state.sealed?.height ?? 0) ||
      newestFits(end.block, options.reader, state)
    return fits ? end : undefined
  } catch (error) {
    if (isStateDamage(error)) return undefined
    state.store.close()
    throw error
  }
}

/**
 * State and log at the same block. Throws LEDGER_DAMAGED {height, segment, offset, what} or LEDGER_ROLLED_BACK {seen, found, what}.
 * A state database that is not whole is replayed from the log.
 */
export const recover = (options: RecoverOptions): Recovered => {
  const { dir, reader, last, note } = options
  let state = openState(dir, reader, () => note('the state database is damaged: replaying the log', {}))
  const seen = [last, state.sealed].filter((sealed) => sealed !== undefined)
  if (state.sealed && state.sealed.height > (last?.height ?? 0))
    options.remember(state.sealed.height, state.store.checkpoint() ?? '')
  let end = tryState(options, state, seen)
  if (!end) {
    note('the state database does not fit the log: replaying the log', {})
    state.store.close()
    state = emptyState(dir)
    end = catchUp(options, state, seen)
  }
  if (end.fault)
    note('cut an unfinished block off the end of the log', {
      segment: end.segment,
      offset: end.length,
      fault: end.fault,
    })
  return { state, end }
}
