// What happened to batches at a place and a time (EPCIS 2.0), as the signing organisation says.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustBeNew, mustExist, requireDistinct, requireNotInFuture, requireRole } from '../guards.ts'
import type { Caller, LedgerState } from '../ledger-state.ts'
import { requireProduced } from '../plausible.ts'
import type { Rule } from '../rule.ts'

/** An inspection counts because somebody else than the maker signs it: an inspector of an inspection body. */
const requireRecorder = (caller: Caller, bizStep: string): void => {
  if (bizStep !== 'inspecting') {
    requireRole(caller, 'trader', 'warehouse', 'inspector')
    return
  }
  requireRole(caller, 'inspector')
  demand(caller.type === 'inspector', 'FORBIDDEN', 'bizStep', 'organisation.inspector', caller.type)
}

/**
 * The maker may always speak of its batch. Who else holds or held some of it cannot be told from keys (holdings are not listed by
 * owner), so any verified organisation may: the page shows who said it, and nobody unverified can speak of another's goods.
 */
const requireVoice = async (state: LedgerState, batch: string, field: string): Promise<void> => {
  const { organisation } = await mustExist(state, keys.batch(batch), field)
  const may = organisation === state.caller.organisation || state.caller.level === 'verified'
  demand(may, 'ORGANISATION_NOT_VERIFIED', field, 'batch.own-or-verified', batch)
}

export const recordEvent: Rule<'recordEvent'> = async (state, args) => {
  requireRecorder(state.caller, args.bizStep)
  await mustBeNew(state, keys.event(args.id), 'id')
  // An inspector or a carrier acts at another's place: it only has to exist.
  await mustExist(state, keys.place(args.place), 'place')
  requireNotInFuture(state, args.eventTime, 'eventTime')
  requireDistinct(args.batches, (i) => `batches.${i}`)
  for (const [i, batch] of args.batches.entries()) await requireVoice(state, batch, `batches.${i}`)
  for (const batch of args.batches) await requireProduced(state, batch, args.eventTime, 'eventTime')
  state.put(keys.event(args.id), { v: 1, ...args, organisation: state.caller.organisation })
  state.emit('eventRecorded', { v: 1, event: args.id, batches: args.batches })
}
