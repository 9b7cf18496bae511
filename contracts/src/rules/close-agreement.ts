// Either side ends a standing agreement: offers wait for the buyer's signature again. What was agreed under it stays agreed.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustExist, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const closeAgreement: Rule<'closeAgreement'> = async (state, { supplier, buyer }) => {
  requireRole(state.caller, 'trader')
  const isParty = [supplier, buyer].includes(state.caller.organisation)
  demand(isParty, 'WRONG_ORGANISATION', 'supplier', 'agreement.party')
  const agreement = await mustExist(state, keys.agreement(supplier, buyer), 'supplier')
  demand(agreement.state === 'open', 'STATE_CONFLICT', 'supplier', 'agreement.open', agreement.state)
  state.put(keys.agreement(supplier, buyer), { ...agreement, state: 'closed' })
  state.emit('agreementChanged', { v: 1, supplier, buyer, state: 'closed' })
}
