// What a reader remembers of a log, and how that memory moves forward: never back, never sideways.
import { AppError } from '../errors.ts'
import { equalBytes, hexDecode, hexEncode } from './bytes.ts'
import { verifyCheckpoint, type Checkpoint } from './checkpoint.ts'
import { parsePath, verifyConsistency } from './merkle.ts'

/** Kept on the device. `root` is hexadecimal, `time` that of the checkpoint. */
export type Pin = { verifierKey: string; size: number; root: string; time: string }

/** What was seen of a log: hexadecimal `root`; `time` tells a log that was cut and signed again from an old copy. */
export type Seen = { size: number; root: string; time?: string }

/** Fewer entries than seen: signed after them, the log was cut; signed before them, an old checkpoint is shown again. */
const wentBack = (seen: Seen, { size, time }: Checkpoint): AppError =>
  new AppError(seen.time !== undefined && time > seen.time ? 'CHECKPOINT_SHORTENED' : 'CHECKPOINT_ROLLED_BACK', {
    details: { seen: seen.size, offered: size },
  })

/**
 * Throws CHECKPOINT_SIZE_FALSE (a root seen before, under another size), CHECKPOINT_SHORTENED or CHECKPOINT_ROLLED_BACK (fewer
 * entries than were seen), CHECKPOINT_FORKED (as many, another root), CONSISTENCY_INVALID (more, and not shown to be the same log
 * grown longer) or PROOF_MALFORMED. `consistency` is the path from `previous.size` to `next.size`, hexadecimal.
 */
export const verifyFreshness = (previous: Seen, next: Checkpoint, consistency: readonly string[]): void => {
  const firstRoot = hexDecode(previous.root)
  const sameRoot = equalBytes(firstRoot, next.root)
  if (sameRoot && next.size !== previous.size)
    throw new AppError('CHECKPOINT_SIZE_FALSE', { details: { seen: previous.size, offered: next.size } })
  if (next.size < previous.size) throw wentBack(previous, next)
  if (!sameRoot && next.size === previous.size)
    throw new AppError('CHECKPOINT_FORKED', { details: { size: next.size } })
  verifyConsistency({
    first: previous.size,
    second: next.size,
    firstRoot,
    secondRoot: next.root,
    path: parsePath(consistency),
  })
}

/**
 * The next pin after `offer`, or a throw that leaves the old one in force. Without a pin the first checkpoint that `verifierKey`
 * signed is trusted (first use). A pin made under another key counts for nothing here: the caller decides what a new key means,
 * so it is CHECKPOINT_WRONG_LOG. Throws what verifyCheckpoint and verifyFreshness throw.
 */
export const advancePin = (
  pin: Pin | undefined,
  offer: { checkpointText: string; consistency?: readonly string[] },
  verifierKey: string,
): Pin => {
  if (pin && pin.verifierKey !== verifierKey) throw new AppError('CHECKPOINT_WRONG_LOG')
  const next = verifyCheckpoint(offer.checkpointText, verifierKey)
  if (pin) verifyFreshness(pin, next, offer.consistency ?? [])
  return { verifierKey, size: next.size, root: hexEncode(next.root), time: next.time }
}
