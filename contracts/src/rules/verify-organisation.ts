// The operator says that an organisation is who it claims to be, or suspends it.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustExist } from '../guards.ts'
import { requireOperator } from '../operator.ts'
import type { Rule } from '../rule.ts'

export const verifyOrganisation: Rule<'verifyOrganisation'> = async (state, args) => {
  await requireOperator(state, 'organisation')
  const organisation = await mustExist(state, keys.organisation(args.organisation), 'organisation')
  // A suspended operator could never come back: nobody else may lift it.
  demand(organisation.type !== 'operator', 'STATE_CONFLICT', 'organisation', 'organisation.not-the-operator')
  demand(organisation.level !== args.level, 'STATE_CONFLICT', 'level', 'level.changes', args.level)
  state.put(keys.organisation(organisation.id), { ...organisation, level: args.level })
  state.emit('organisationLevelChanged', { v: 1, organisation: organisation.id, level: args.level })
}
