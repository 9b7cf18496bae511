// What a reader remembers of a log, and how that memory moves forward: never back, never sideways.
import { AppError } from '../errors.ts'
import { hexDecode, hexEncode } from './bytes.ts'
import { verifyCheckpoint, type Checkpoint } from './checkpoint.ts'
import { parsePath, verifyConsistency } from './merkle.ts'

/** Kept on the device. `root` is hexadecimal, `time` that of the checkpoint. */
export type Pin = { verifierKey: string; size: number; root: string; time: string }

/**
 * Throws CHECKPOINT_ROLLED_BACK when `next` has fewer entries than were seen before, CONSISTENCY_INVALID when it is not the same
 * log grown longer, PROOF_MALFORMED. `consistency` is the path from `previous.size` to `next.size`, hexadecimal.
 */
export const verifyFreshness = (
  previous: { size: number; root: string },
  next: Checkpoint,
  consistency: readonly string[],
): void => {
  if (next.size < previous.size) {
    throw new AppError('CHECKPOINT_ROLLED_BACK', { details: { seen: previous.size, offered: next.size } })
  }
  verifyConsistency({
    first: previous.size,
    second: next.size,
    firstRoot: hexDecode(previous.root),
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
