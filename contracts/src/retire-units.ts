// Units that leave the chain by name: each of the batch, in the caller's hands, in no pack; a pack goes with all that is in it.
import { add, compare } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { openUseCheck } from './codes-in-use.ts'
import { requireHeld, requireItemOf } from './dispatch-units.ts'
import type { Goods } from './dispatch-units.ts'
import { demand, requireDistinct } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'
import { quantityIn } from './packs.ts'
import { mintedAt, requireMembership } from './unit-membership.ts'

type Unit = State['unit']

/** What is in an item of a measured unit of measure nobody knows: there only packs can be added up. */
const checkCount = (rows: readonly Unit[], unit: string, quantity: Quantity): void => {
  const known = decimalsOf(unit) === 0 || rows.every(({ pack }) => pack !== undefined)
  const total = rows.map(quantityIn).reduce(add, '0')
  const equal = !known || compare(total, quantity) === 0
  demand(equal, 'QUANTITY_NOT_BALANCED', 'units', 'units.as-many-as-quantity', total)
}

/**
 * Writes the named units as retired: they never act again. Throws CODE_MALFORMED, UNIT_NOT_IN_BATCH, UNIT_NOT_HELD,
 * QUANTITY_NOT_BALANCED, CODE_NOT_ACTIVE, or VALIDATION_FAILED (named twice, membership of nothing).
 */
export const retireUnits = async (
  state: LedgerState,
  { units, membership, quantity, reason }: Pick<Args<'retireGoods'>, 'units' | 'membership' | 'quantity' | 'reason'>,
  goods: Goods,
): Promise<void> => {
  const { product, batch } = goods
  const named = units ?? []
  demand(
    units !== undefined || membership === undefined,
    'VALIDATION_FAILED',
    'membership',
    'membership.of-named-units',
  )
  requireDistinct(named, (i) => `units.${i}`)
  const minted = mintedAt(membership)
  const unseen: string[] = []
  const rows: Unit[] = []
  for (const [i, path] of named.entries()) {
    const row = await state.get(keys.unit(path))
    if (row === undefined) {
      requireItemOf(goods, path, `units.${i}`)
      unseen.push(path)
    } else requireHeld(state, row, batch.id, `units.${i}`)
    rows.push(
      row ?? { v: 1, path, batch: batch.id, holder: state.caller.organisation, state: 'on_hand', ...minted(path) },
    )
  }
  if (units !== undefined) checkCount(rows, product.unit, quantity)
  await requireMembership(state, batch.id, unseen, membership, 'membership')
  const asNamed = rows.map((row, i) => ({ row, field: `units.${i}` }))
  await openUseCheck(state, reason === 'sold' ? 'trade' : 'removal')(batch.id, asNamed)
  for (const row of rows) state.put(keys.unit(row.path), { ...row, state: 'retired' })
}
