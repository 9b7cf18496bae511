// The first question to a trace: is its checkpoint by the log that this device knows, and no older or other history of it?
import type { TraceView } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { advancePin } from '@ectrace/shared/proof/pin'
import type { LogCheck, Trusted } from './trace-check'

type Offer = Pick<TraceView, 'checkpoint' | 'consistency'>

const check = (
  { checkpoint: checkpointText, consistency }: Offer,
  verifierKey: string,
  pin: Trusted['pin'],
): LogCheck => {
  if (pin !== undefined && pin.verifierKey !== verifierKey) throw new AppError('CHECKPOINT_WRONG_LOG')
  const checkpoint = verifyCheckpoint(checkpointText, verifierKey)
  const grown = pin !== undefined && checkpoint.size > pin.size
  // A path that is missing shows nothing; a path that is wrong shows a second history.
  if (grown && consistency === undefined) return { state: 'unproven', reason: 'no-consistency' }
  const offer = { checkpointText, ...(grown && consistency !== undefined ? { consistency } : {}) }
  return { state: 'ok', checkpoint, pin: advancePin(pin, offer, verifierKey) }
}

/** Never throws: CHECKPOINT_*, CONSISTENCY_INVALID and PROOF_MALFORMED stand in the result. */
export const checkLog = (offer: Offer, { verifierKey, pin }: Pick<Trusted, 'verifierKey' | 'pin'>): LogCheck => {
  if (verifierKey === undefined) return { state: 'unproven', reason: 'no-key' }
  try {
    return check(offer, verifierKey, pin)
  } catch (error) {
    if (error instanceof AppError) return { state: 'failed', code: error.code }
    throw error
  }
}
