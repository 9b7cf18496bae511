// A place of the organisation: where goods are made, kept, sent from and received.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustBeNew, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const createPlace: Rule<'createPlace'> = async (state, args) => {
  requireRole(state.caller, 'trader', 'administrator')
  const both = (args.latitude === undefined) === (args.longitude === undefined)
  demand(both, 'VALIDATION_FAILED', args.latitude === undefined ? 'latitude' : 'longitude', 'coordinates.both')
  await mustBeNew(state, keys.place(args.id), 'id')
  state.put(keys.place(args.id), { v: 1, ...args, organisation: state.caller.organisation })
  state.emit('placeCreated', { v: 1, place: args.id })
}
