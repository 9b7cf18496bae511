// The operator's administrator says in the log's first entry after a restore which entries are gone, and shows the old key's word for it.
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { verifyEndorsement } from '@ectrace/shared/proof/epoch'
import type { Endorsement } from '@ectrace/shared/proof/epoch'
import { splitOrigin } from '@ectrace/shared/proof/log-name'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { demand, mustBeNew } from '../guards.ts'
import { requireOperator } from '../operator.ts'
import type { Rule } from '../rule.ts'

/** What `check` gives; its refusal speaks of `field`. */
const proven = <T>(field: string, check: () => T): T => {
  try {
    return check()
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    throw new AppError(cause.code, { cause, details: { faults: [{ field, rule: 'note.signed' }] } })
  }
}

const epochOf = (verifierKey: string): number | undefined => splitOrigin(parseVerifierKey(verifierKey).name)?.epoch

/** Every member must be what the old key signed. */
const checkAgreement = (args: Args<'openEpoch'>, signed: Endorsement): void => {
  const agrees = (holds: boolean, field: string): void => demand(holds, 'VALIDATION_FAILED', field, 'epoch.as-endorsed')
  agrees(args.verifierKey === signed.to, 'verifierKey')
  agrees(args.epoch === epochOf(signed.to), 'epoch')
  agrees(args.lostFrom === signed.size, 'lostFrom')
  agrees((args.lostTo ?? null) === signed.lostTo, 'lostTo')
  const before = proven('previous', () => verifyCheckpoint(args.previous, signed.from))
  agrees(before.size === signed.size && hexEncode(before.root) === signed.root, 'previous')
}

export const openEpoch: Rule<'openEpoch'> = async (state, args) => {
  await requireOperator(state, 'epoch', 'administrator')
  const signed = proven('endorsement', () => verifyEndorsement(args.endorsement))
  checkAgreement(args, signed)
  await mustBeNew(state, keys.epoch(args.epoch), 'epoch')
  const from = epochOf(signed.from) ?? 1
  const before = await state.get(keys.epoch(from))
  // The key that hands over is the one that the log itself named when its epoch began; the first one's nobody named.
  if (from > 1 && before?.verifierKey !== signed.from)
    throw fault('VALIDATION_FAILED', 'endorsement', 'epoch.by-the-key-before')
  state.put(keys.epoch(args.epoch), { v: 1, ...args })
  state.emit('epochOpened', { v: 1, epoch: args.epoch, lostFrom: args.lostFrom })
}
