// The first entry after a restore: nothing is taken before the new epoch says what was lost, and nothing says it twice.
import { fault } from '@ectrace/shared/errors'
import type { Parsed } from './admission.ts'
import { epochBegins } from './log-key.ts'
import type { LogDescriptor } from './log-key.ts'

/**
 * The check for the log of `descriptor`; `head` is the height of its newest block. Throws STATE_CONFLICT for any other entry before the
 * epoch's first and for a second one, VALIDATION_FAILED for one about another epoch.
 */
export const epochCheck = (descriptor: LogDescriptor): ((submission: Parsed, head: number) => void) => {
  const [begins, endorsement] = [epochBegins(descriptor)?.height, descriptor.earlier?.at(-1)]
  return ({ envelope, openings }, head) => {
    const opens = envelope.operations.findIndex(({ name }) => name === 'openEpoch')
    if (begins !== head) {
      if (opens < 0) return
      throw fault('STATE_CONFLICT', `operations.${opens}.name`, 'epoch.opened-once')
    }
    if (opens !== 0 || envelope.operations.length !== 1)
      throw fault('STATE_CONFLICT', 'operations', 'epoch.opened-first')
    if (openings[0]?.endorsement?.value !== endorsement)
      throw fault('VALIDATION_FAILED', 'operations.0.args.endorsement', 'epoch.of-this-log')
  }
}
