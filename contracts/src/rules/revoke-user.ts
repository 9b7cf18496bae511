// An administrator ends a user of the own organisation; acts signed before stay as they are.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustExist, requireOrganisation, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const revokeUser: Rule<'revokeUser'> = async (state, args) => {
  requireRole(state.caller, 'administrator')
  const user = await mustExist(state, keys.user(args.id), 'id')
  requireOrganisation(state.caller, user.organisation, 'id')
  // Somebody must be left who can enrol the next one.
  demand(user.id !== state.caller.user, 'STATE_CONFLICT', 'id', 'user.not-oneself', user.id)
  demand(user.status === 'active', 'STATE_CONFLICT', 'id', 'user.active', user.id)
  state.put(keys.user(user.id), { ...user, status: 'revoked' })
  state.emit('userRevoked', { v: 1, user: user.id, organisation: user.organisation })
}
