// What a reader remembers of a log, and how that memory moves forward: never back, never sideways.
import { AppError } from '../errors.ts'
import { equalBytes, hexDecode, hexEncode } from './bytes.ts'
import { verifyCheckpoint, type Checkpoint } from './checkpoint.ts'
import { followKeys, type Endorsement } from './epoch.ts'
import { parsePath, verifyConsistency } from './merkle.ts'
import { parseVerifierKey } from './verifier-key.ts'

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
 * The log was restored from a backup since the pin was made and goes on as `origin`: entries `lostFrom` to `lostTo - 1` are gone (null: how
 * many is not known). `seen`: the pin had seen some of them.
 */
export type Restored = { origin: string; lostFrom: number; lostTo: number | null; seen: boolean }

/** What of a pin a log under another key can still be held to: consistency is owed from here. */
export type PinBase = Seen & { restored?: Restored }

const step = ({ size, root, restored }: PinBase, { to, ...begun }: Endorsement): PinBase => {
  const seen = size > begun.size
  const kept = seen ? { size: begun.size, root: begun.root } : { size, root }
  const origin = parseVerifierKey(to).name
  return {
    ...kept,
    restored: { origin, lostFrom: begun.size, lostTo: begun.lostTo, seen: seen || restored?.seen === true },
  }
}

/**
 * Where a checkpoint by `verifierKey` must grow out of: the pin itself, or the end of what was restored where the pin saw more.
 * `endorsements` are the notes by which old keys named new ones. Throws CHECKPOINT_WRONG_LOG when they do not lead from the pin's
 * key to this one; CHECKPOINT_MALFORMED, CHECKPOINT_SIGNATURE.
 */
export const pinBase = (pin: Pin, verifierKey: string, endorsements: readonly string[] = []): PinBase =>
  followKeys(pin.verifierKey, verifierKey, endorsements).reduce<PinBase>(step, {
    size: pin.size,
    root: pin.root,
    time: pin.time,
  })

/**
 * The next pin after `offer`, or a throw that leaves the old one in force. Without a pin the first checkpoint that `verifierKey`
 * signed is trusted (first use). A pin made under another key moves on only over `endorsements` (pinBase), else it is
 * CHECKPOINT_WRONG_LOG; `consistency` begins at pinBase's size. Throws what pinBase, verifyCheckpoint and verifyFreshness throw.
 */
export const advancePin = (
  pin: Pin | undefined,
  offer: { checkpointText: string; consistency?: readonly string[]; endorsements?: readonly string[] },
  verifierKey: string,
): Pin => {
  const base = pin && pinBase(pin, verifierKey, offer.endorsements)
  const next = verifyCheckpoint(offer.checkpointText, verifierKey)
  if (base) verifyFreshness(base, next, offer.consistency ?? [])
  return { verifierKey, size: next.size, root: hexEncode(next.root), time: next.time }
}
