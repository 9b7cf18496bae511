// Where a unit lies and who holds it: what is in a pack lies where the outermost pack lies, for only that one's row is moved.
import { AppError } from '../errors.ts'
import { keys } from '../ledger/keys.ts'
import type { GetState } from '../ledger/keys.ts'
import type { State } from '../ledger/state.ts'

/** An item in a carton on a pallet has two; more than this nothing can have. */
const mostParents = 3

/**
 * The row that says where a unit is and who holds it now: its own, or that of the outermost pack it lies in (at most 3 reads).
 * Throws INTERNAL when the packs around it have no end.
 */
export const outermostOf = async (get: GetState, row: State['unit']): Promise<State['unit']> => {
  let outer = row
  for (let climbed = 0; outer.parent !== undefined; climbed += 1) {
    const next = climbed < mostParents ? await get(keys.unit(outer.parent)) : undefined
    if (next === undefined) throw new AppError('INTERNAL', { details: { missing: keys.unit(outer.parent) } })
    outer = next
  }
  return outer
}
