// The operator: staff of the one organisation that operates the channel.
import type { UserRole } from '@ectrace/shared/domain/organisation'
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, requireRole } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

/** FORBIDDEN unless the caller has `role` in the operator's organisation; `field` names what it decides on. */
export const requireOperator = async (
  state: LedgerState,
  field: string,
  role: UserRole = 'operator',
): Promise<void> => {
  requireRole(state.caller, role)
  const operator = await state.get(keys.operator())
  demand(operator?.organisation === state.caller.organisation, 'FORBIDDEN', field, 'caller.operator')
}
