// What packs hold: how much, whether it fits the product's packing ratio, and what is left when something is taken out.
import { compare, subtract, sum } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustExist } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Unit = State['unit']
type Level = Args<'aggregate'>['level']

/** In the product's unit of measure: a pack's contents, one for an item (only goods that are counted are packed). */
export const quantityIn = ({ pack }: Pick<Unit, 'pack'>): Quantity => pack?.quantity ?? '1'

/** The unit of measure in which a product's packing states how much a pack of a level holds (UN/ECE Rec 20). */
const unitOfLevel: Record<Level, string> = { carton: 'XCT', pallet: 'XPX' }

/** How much a pack of this level holds by the product's packing; undefined where it says nothing. */
export const ratioOf = ({ packing = [] }: State['product'], level: Level): Quantity | undefined =>
  packing.find(({ unit }) => unit === unitOfLevel[level])?.quantity

/** As much as the ratio says, or less on purpose. Throws QUANTITY_NOT_BALANCED at `children`, VALIDATION_FAILED at `partial`. */
export const requireRatio = (product: State['product'], level: Level, quantity: Quantity, partial: boolean): void => {
  const ratio = ratioOf(product, level)
  const order = ratio === undefined ? 0 : compare(quantity, ratio)
  if (partial) demand(order < 0, 'VALIDATION_FAILED', 'partial', 'partial.less-than-ratio', quantity)
  else demand(order === 0, 'QUANTITY_NOT_BALANCED', 'children', 'contents.is-ratio', quantity)
}

const lessen = async (
  state: LedgerState,
  path: string,
  gone: ReadonlySet<string>,
  quantity: Quantity,
): Promise<void> => {
  const row = await mustExist(state, keys.unit(path), 'parent')
  const { parent, pack, ...rest } = row
  if (pack === undefined) throw new AppError('INTERNAL', { details: { pack: path } })
  const children = pack.children.filter((child) => !gone.has(child))
  const left = { ...pack, quantity: subtract(pack.quantity, quantity), children }
  const emptied = children.length === 0
  state.put(keys.unit(path), emptied ? { ...rest, state: 'retired', pack: left } : { ...row, pack: left })
  if (parent !== undefined) await lessen(state, parent, new Set(emptied ? [path] : []), quantity)
}

/**
 * Takes units out of the packs they lie in: every pack around them holds so much less, one that is emptied is retired. The units' own
 * rows are the caller's to write. Units without a parent are passed over.
 */
export const takeOut = async (state: LedgerState, units: readonly Unit[]): Promise<void> => {
  const byParent = new Map<string, Unit[]>()
  for (const unit of units) {
    if (unit.parent === undefined) continue
    const together = byParent.get(unit.parent)
    if (together === undefined) byParent.set(unit.parent, [unit])
    else together.push(unit)
  }
  for (const [parent, together] of byParent)
    await lessen(state, parent, new Set(together.map(({ path }) => path)), sum(together.map(quantityIn)))
}
