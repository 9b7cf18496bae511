// The issuer suspends a credential, lifts the suspension, or revokes it for good.
import { canChangeStatus } from '@ectrace/shared/domain/credential'
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustExist, requireOrganisation } from '../guards.ts'
import { requireAuthority, requireIssuerRole } from '../issuer.ts'
import type { Rule } from '../rule.ts'

export const changeCredentialStatus: Rule<'changeCredentialStatus'> = async (state, args) => {
  requireIssuerRole(state)
  const { subjectType, subject, type, no, status, reason } = args
  const key = keys.credential(subjectType, subject, type, no)
  const credential = await mustExist(state, key, 'no')
  requireOrganisation(state.caller, credential.issuer, 'no')
  // An issuer that lost its authority may still take back what it gave, but give nothing.
  if (status === 'valid') await requireAuthority(state, type)
  const may = canChangeStatus(credential.status, status)
  demand(may, 'STATE_CONFLICT', 'status', `credential.${status}`, credential.status)
  state.put(key, { ...credential, status, reason })
  state.emit('credentialChanged', { v: 1, subjectType, subject, type, no, status })
}
