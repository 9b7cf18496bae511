// An administrator enters a user of the own organisation into the registry.
import { demand, requireDistinct, requireOrganisation, requireRole } from '../guards.ts'
import { registerUser } from '../register-user.ts'
import type { Rule } from '../rule.ts'

export const enrolUser: Rule<'enrolUser'> = async (state, args) => {
  requireRole(state.caller, 'administrator')
  requireOrganisation(state.caller, args.organisation, 'organisation')
  requireDistinct(args.roles, (i) => `roles.${i}`)
  const operates = state.caller.type === 'operator'
  demand(operates || !args.roles.includes('operator'), 'FORBIDDEN', 'roles', 'role.of-the-operator-only', 'operator')
  await registerUser(state, { ...args, idField: 'id' })
  state.emit('userEnrolled', { v: 1, user: args.id, organisation: args.organisation })
}
