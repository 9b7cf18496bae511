// Item codes of a batch, a whole set in one act: the Merkle root over the codes and how many there are.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustExist, requireOrganisation, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const mintCodes: Rule<'mintCodes'> = async (state, { batch, set, root, count, activation }) => {
  requireRole(state.caller, 'trader')
  const made = await mustExist(state, keys.batch(batch), 'batch')
  requireOrganisation(state.caller, made.organisation, 'batch')
  const sets = (await state.get(keys.codes(batch)))?.sets ?? []
  demand(set >= sets.length, 'ALREADY_EXISTS', 'set', 'new', String(set))
  demand(set === sets.length, 'VALIDATION_FAILED', 'set', 'set.next', String(sets.length))
  const taken = sets.some((minted) => minted.root === root)
  demand(!taken, 'ALREADY_EXISTS', 'root', 'new', root)
  const minted = { set, root, count, ...(activation === undefined ? {} : { activation }) }
  state.put(keys.codes(batch), { v: 1, batch, sets: [...sets, minted] })
  state.emit('codesMinted', { v: 1, batch, set, count })
}
