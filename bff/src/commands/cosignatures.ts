// What witnesses named in the settings signed under this log's checkpoints: the newest of each is kept and shown to every reader.
import type { Cosigned } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import type { LogState } from '@ectrace/shared/ledger/ledger'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { parseCheckpoint, verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import type { Checkpoint } from '@ectrace/shared/proof/checkpoint'
import { verifyCosignatures } from '@ectrace/shared/proof/cosignature'
import { verifyFreshness } from '@ectrace/shared/proof/pin'
import { claimedBy, formatNote, parseNote } from '@ectrace/shared/proof/signed-note'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import type { Deps } from '../deps.ts'

/** A checkpoint that our key signed and that is not the beginning of our log: the witness has seen another history. */
const mustBeOurs = async ({ ledger, log }: Deps, { size, root, time }: Checkpoint, own: LogState): Promise<void> => {
  const path = size > 0 && size < own.size ? await ledger.consistency(size, own.size) : []
  try {
    verifyFreshness({ size, root: hexEncode(root), time }, parseCheckpoint(own.checkpoint), path)
  } catch (error) {
    log.error({ err: error, size }, 'a witness cosigned another history of this log')
    throw error
  }
}

/** The note with the signatures of the log and of one witness only: others' lines are not ours to spread. */
const trimmed = (note: string, keys: readonly string[]): string => {
  const parsed = parseNote(note)
  const [log = '', witness = ''] = keys
  const signatures = [
    ...claimedBy(parsed, parseVerifierKey(log)),
    ...claimedBy(parsed, parseVerifierKey(witness, 'witness')),
  ]
  return formatNote({ body: parsed.body, signatures })
}

/**
 * Takes a cosigned checkpoint of this log. Throws CHECKPOINT_* (not a checkpoint that this log signed, or of another history than
 * this one), COSIGNATURE_INVALID, or WITNESS_UNKNOWN when no witness of the settings signed it.
 */
export const keepCosignature = async (deps: Deps, note: string): Promise<Cosigned> => {
  const own = await deps.ledger.log()
  const checkpoint = verifyCheckpoint(note, own.verifierKey)
  const { witnesses } = deps.config
  const key = witnesses.find((one) => verifyCosignatures(note, [one]).length > 0)
  const [cosignature] = key === undefined ? [] : verifyCosignatures(note, [key])
  if (key === undefined || cosignature === undefined) throw new AppError('WITNESS_UNKNOWN')
  await mustBeOurs(deps, checkpoint, own)
  const kept: Cosigned = {
    witness: cosignature.name,
    size: checkpoint.size,
    time: cosignature.time,
    checkpoint: trimmed(note, [own.verifierKey, key]),
  }
  await deps.vault
    .insertInto('cosignature')
    .values({ channel: deps.channel, origin: own.origin, ...kept })
    .onConflict((conflict) =>
      conflict
        .columns(['channel', 'witness'])
        .doUpdateSet({ origin: own.origin, ...kept })
        // Whoever repeats an old one, or brings two at once, never takes the newest away. Cosignatures are timed in whole seconds:
        // within one the larger log is the newer.
        .where((row) =>
          row.or([
            row('cosignature.time', '<', kept.time),
            row.and([row('cosignature.time', '=', kept.time), row('cosignature.size', '<', kept.size)]),
          ]),
        ),
    )
    .execute()
  return kept
}

/** The newest cosigned checkpoint of each witness, of the log's present epoch. */
export const newestCosigned = ({ vault, channel }: Deps, origin: string): Promise<Cosigned[]> =>
  vault
    .selectFrom('cosignature')
    .select(['witness', 'size', 'time', 'checkpoint'])
    .where('channel', '=', channel)
    .where('origin', '=', origin)
    .orderBy('witness')
    .execute()
