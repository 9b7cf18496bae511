// The operator says which types of credential an organisation may issue; none takes the authority away.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustExist, requireDistinct } from '../guards.ts'
import { requireOperator } from '../operator.ts'
import type { Rule } from '../rule.ts'

export const grantAuthority: Rule<'grantAuthority'> = async (state, { organisation, types }) => {
  await requireOperator(state, 'organisation')
  await mustExist(state, keys.organisation(organisation), 'organisation')
  requireDistinct(types, (i) => `types.${i}`)
  const before = (await state.get(keys.authority(organisation)))?.types ?? []
  const same = before.length === types.length && types.every((type) => before.includes(type))
  demand(!same, 'STATE_CONFLICT', 'types', 'authority.changes')
  state.put(keys.authority(organisation), { v: 1, organisation, types })
  state.emit('authorityGranted', { v: 1, organisation })
}
