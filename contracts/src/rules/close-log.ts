// The operator's administrator ends the log here: the embedded ledger takes nothing after it, and says where it goes on.
import { keys } from '@ectrace/shared/ledger/keys'
import { mustBeNew } from '../guards.ts'
import { requireOperator } from '../operator.ts'
import type { Rule } from '../rule.ts'

export const closeLog: Rule<'closeLog'> = async (state, { successor }) => {
  await requireOperator(state, 'successor', 'administrator')
  await mustBeNew(state, keys.closed(), 'successor')
  state.put(keys.closed(), { v: 1, successor })
  state.emit('logClosed', { v: 1, successor })
}
