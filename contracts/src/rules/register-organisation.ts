// An organisation enters the registry together with its first administrator, whose key signs the act.
import { checkIdentifier } from '@ectrace/shared/codes/identifier'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustBeNew } from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import { registerUser } from '../register-user.ts'
import type { Rule } from '../rule.ts'

/** There is one operator a channel; nobody could verify it but itself. */
const claimOperator = async (state: LedgerState, organisation: string): Promise<void> => {
  await mustBeNew(state, keys.operator(), 'type')
  state.put(keys.operator(), { v: 1, organisation })
}

const claimIdentifier = async (state: LedgerState, args: Args<'registerOrganisation'>): Promise<void> => {
  const { value } = checkIdentifier({ scheme: args.scheme, value: args.value }, 'value')
  demand(value === args.value, 'IDENTIFIER_INVALID', 'value', 'identifier.canonical')
  await mustBeNew(state, keys.identifier(args.scheme, value), 'value')
  state.put(keys.identifier(args.scheme, value), { v: 1, organisation: args.id })
}

export const registerOrganisation: Rule<'registerOrganisation'> = async (state, args) => {
  const { id, scheme, value, name, type, named, administrator } = args
  demand(administrator === state.caller.user, 'FORBIDDEN', 'administrator', 'caller.own')
  demand(args.custody === state.caller.custody, 'VALIDATION_FAILED', 'custody', 'custody.of-envelope', args.custody)
  await mustBeNew(state, keys.organisation(id), 'id')
  await claimIdentifier(state, args)
  const operates = type === 'operator'
  if (operates) await claimOperator(state, id)
  await registerUser(state, {
    id: administrator,
    idField: 'administrator',
    organisation: id,
    publicKey: args.publicKey,
    certificate: args.certificate,
    custody: args.custody,
    roles: operates ? ['administrator', 'operator'] : ['administrator'],
  })
  const level = operates ? 'verified' : 'trial'
  state.put(keys.organisation(id), { v: 1, id, scheme, value, name, type, named, level, administrator })
  state.emit('organisationRegistered', { v: 1, organisation: id })
}
