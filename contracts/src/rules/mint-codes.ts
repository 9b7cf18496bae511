// Item codes of a batch, a whole set in one act: the Merkle root over the codes and how many there are.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustExist, requireOrganisation, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const mintCodes: Rule<'mintCodes'> = async (state, { batch, set, root, count }) => {
  requireRole(state.caller, 'trader')
  const made = await mustExist(state, keys.batch(batch), 'batch')
  requireOrganisation(state.caller, made.organisation, 'batch')
  const sets = (await state.get(keys.codes(batch)))?.sets ?? []
  demand(set >= sets.length, 'ALREADY_EXISTS', 'set', 'new', String(set))
  demand(set === sets.length, 'VALIDATION_FAILED', 'set', 'set.next', String(sets.length))
  state.put(keys.codes(batch), { v: 1, batch, sets: [...sets, { set, root, count }] })
  state.emit('codesMinted', { v: 1, batch, set, count })
}
