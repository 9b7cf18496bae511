// The operator: staff with that role, of the one organisation that operates the channel.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, requireRole } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

/** FORBIDDEN unless the caller is the operator; `field` names what it decides on. */
export const requireOperator = async (state: LedgerState, field: string): Promise<void> => {
  requireRole(state.caller, 'operator')
  const operator = await state.get(keys.operator())
  demand(operator?.organisation === state.caller.organisation, 'FORBIDDEN', field, 'caller.operator')
}
