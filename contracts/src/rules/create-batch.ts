// A batch of a product: a quantity made at a place on a day, in the hands of its maker.
import { makeHoldings } from '../holdings.ts'
import { requireRole } from '../guards.ts'
import { requireMakerLicences } from '../licences.ts'
import { makeBatch } from '../make-batch.ts'
import type { Rule } from '../rule.ts'

export const createBatch: Rule<'createBatch'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  const holding = await makeBatch(state, args)
  await requireMakerLicences(state, args)
  makeHoldings(state, args.id, [holding])
  state.emit('batchCreated', { v: 1, batch: args.id })
}
