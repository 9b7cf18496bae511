// Goods on their way come back into the supplier's hands: what was still due of a delivery, or what a discrepancy note sends back.
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { makeHoldings } from './holdings.ts'
import type { NewHolding } from './holdings.ts'
import type { LedgerState } from './ledger-state.ts'

type Delivery = State['delivery']
/** Goods in one holding that travel, and the units named among them. */
export type Travelling = { holding: string; units?: readonly string[] | undefined }

/** Everything of a delivery that is neither received nor settled away. */
export const stillDue = ({ lines }: Delivery): Travelling[] => lines.map(({ holding, units }) => ({ holding, units }))

/** A unit's own row moves; what is in a pack lies where the pack lies. */
const landUnit = async (state: LedgerState, path: string): Promise<void> => {
  const unit = await state.get(keys.unit(path))
  if (unit?.state !== 'in_transit') return
  const { trade: _trade, ...kept } = unit
  state.put(keys.unit(path), { ...kept, state: 'on_hand' })
}

/**
 * Spends the holdings that are still in transit and makes them anew at `place`, numbered under `act`; their units are on hand again.
 * Returns what came back, one entry a holding.
 */
export const bringBack = async (
  state: LedgerState,
  goods: readonly Travelling[],
  to: { act: string; place: string },
): Promise<{ batch: string; quantity: Quantity }[]> => {
  const back: NewHolding[] = []
  for (const { holding, units = [] } of goods) {
    const found = await state.get(keys.holding(holding))
    if (found?.state !== 'in_transit') continue
    const { owner, batch, quantity } = found
    state.put(keys.holding(holding), { ...found, state: 'spent' })
    back.push({ owner, place: to.place, batch, quantity, state: 'on_hand' })
    for (const path of units) await landUnit(state, path)
  }
  makeHoldings(state, to.act, back)
  return back.map(({ batch, quantity }) => ({ batch, quantity }))
}
