// What may go into a pack: codes of one batch, in the caller's hands, in no other pack, each once, of the level below.
import { codesRoot } from '@ectrace/shared/codes/code-set'
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { compare, isZero, sum } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { requireItemOf, requireHeld } from './dispatch-units.ts'
import { demand, mustExist, requireDistinct, requireOrganisation } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'
import { ratioOf } from './packs.ts'
import { openUseCheck } from './codes-in-use.ts'
import { mintedAt, requireMembership } from './unit-membership.ts'

type Packing = Args<'aggregate'>
type Unit = State['unit']

/** The public root and count are those of the children in their order; else VALIDATION_FAILED. */
const checkCommitment = ({ root, count, children }: Packing): void => {
  demand(count === children.length, 'VALIDATION_FAILED', 'count', 'commitment.of-children', String(count))
  demand(root === codesRoot(children), 'VALIDATION_FAILED', 'root', 'commitment.of-children')
}

/** Items go into a carton, cartons onto a pallet; items onto a pallet only where the product knows no carton. */
const requireLevel = (
  level: Packing['level'],
  product: State['product'],
  row: Unit | undefined,
  field: string,
): void => {
  const inside = row?.pack?.level ?? 'item'
  const fits =
    level === 'carton'
      ? inside === 'item'
      : inside === 'carton' || (inside === 'item' && ratioOf(product, 'carton') === undefined)
  demand(fits, 'VALIDATION_FAILED', field, `level.into-${level}`, inside)
}

const childRow = async (
  state: LedgerState,
  { batch }: Packing,
  path: string,
  field: string,
): Promise<Unit | undefined> => {
  const row = await state.get(keys.unit(path))
  if (row === undefined) return undefined
  demand(row.batch === batch, 'UNIT_NOT_IN_BATCH', field, 'unit.of-batch', path)
  requireHeld(state, row, batch, field)
  return row
}

/** Codes that never acted alone have no holder yet: whoever packs them shows stock of the batch, as a dispatch would. */
const requireStock = async (
  state: LedgerState,
  { batch, place, holdings = [] }: Packing,
  codes: number,
): Promise<void> => {
  requireDistinct(holdings, (i) => `holdings.${i}`)
  const held: string[] = []
  for (const [i, id] of holdings.entries()) {
    const field = `holdings.${i}`
    const holding = await mustExist(state, keys.holding(id), field)
    requireOrganisation(state.caller, holding.owner, field)
    demand(holding.batch === batch, 'VALIDATION_FAILED', field, 'holding.of-batch', holding.batch)
    demand(holding.state === 'on_hand', 'STATE_CONFLICT', field, 'holding.on-hand', holding.state)
    demand(holding.place === place, 'VALIDATION_FAILED', field, 'holding.at-place', place)
    held.push(holding.quantity)
  }
  const quantity = sum(held)
  const enough = !isZero(quantity) && compare(quantity, String(codes)) >= 0
  demand(enough, 'INSUFFICIENT_QUANTITY', 'holdings', 'at-least-the-new-units', quantity)
}

/**
 * The rows of the children as they are before they are packed, new ones for items that never acted alone. Throws VALIDATION_FAILED
 * (commitment, named twice, wrong level), CODE_MALFORMED, UNIT_NOT_IN_BATCH, UNIT_NOT_HELD (rule `unit.not-in-pack`: packed already),
 * CODE_NOT_ACTIVE or INSUFFICIENT_QUANTITY (new codes without stock).
 */
export const checkChildren = async (
  state: LedgerState,
  packing: Packing,
  goods: { product: State['product']; batch: State['batch'] },
): Promise<Unit[]> => {
  const { batch, children, level, membership } = packing
  checkCommitment(packing)
  requireDistinct(children, (i) => `children.${i}`)
  const holder = state.caller.organisation
  const minted = mintedAt(membership)
  const rows: Unit[] = []
  const unseen: string[] = []
  for (const [i, path] of children.entries()) {
    const field = `children.${i}`
    const row = await childRow(state, packing, path, field)
    if (row?.pack === undefined) requireItemOf(goods, path, field)
    requireLevel(level, goods.product, row, field)
    if (row === undefined) unseen.push(path)
    rows.push(row ?? { v: 1, path, batch, holder, state: 'on_hand', ...minted(path) })
  }
  await requireMembership(state, batch, unseen, membership, 'membership')
  const named = rows.map((row, i) => ({ row, field: `children.${i}` }))
  await openUseCheck(state, 'trade')(batch, named)
  if (unseen.length > 0) await requireStock(state, packing, unseen.length)
  return rows
}

/** The code of a pack: an SSCC that no pack ever had. Throws CODE_MALFORMED, CODE_CHECK_DIGIT or ALREADY_EXISTS. */
export const requireNewPack = async (state: LedgerState, parent: string): Promise<void> => {
  const code = parsePath(parent)
  demand(
    code.kind === 'logistics' && code.path === parent,
    'CODE_MALFORMED',
    'parent',
    'path.of-logistics-unit',
    parent,
  )
  const used = (await state.get(keys.packed(parent))) ?? (await state.get(keys.unit(parent)))
  demand(used === undefined, 'ALREADY_EXISTS', 'parent', 'new', parent)
}
