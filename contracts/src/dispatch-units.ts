// Units named on a dispatch line: each a code of the line's batch, in the supplier's hands, and on no other line.
import { codesRoot } from '@ectrace/shared/codes/code-set'
import type { Purpose } from '@ectrace/shared/codes/stopped-codes'
import { formatCode, parsePath } from '@ectrace/shared/codes/trace-code'
import { compare, sum } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, requireDistinct } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'
import { relocating } from './relocated.ts'
import type { Named, RequireInUse } from './codes-in-use.ts'
import { mintedAt, requireMembership } from './unit-membership.ts'

type Line = Args<'dispatchTrade'>['lines'][number]
type Product = State['product']
/** What a line or a pack is made of: the batch and its product. */
export type Goods = { product: Product; batch: State['batch'] }

/** The batch's own code is the beginning of the codes of all its items. */
const batchPath = ({ product, batch: { lot } }: Goods): string =>
  product.gtin === undefined
    ? formatCode({ kind: 'batch', scheme: 'own', product: product.id, lot })
    : formatCode({ kind: 'batch', scheme: 'gtin', product: product.gtin, lot })

/** The canonical path of an item of the batch. Throws CODE_MALFORMED or UNIT_NOT_IN_BATCH. */
export const requireItemOf = (goods: Goods, path: string, field: string): void => {
  const code = relocating(
    () => field,
    () => parsePath(path),
  )
  demand(code.path === path, 'CODE_MALFORMED', field, 'path.canonical', path)
  const member = code.kind === 'item' && path.startsWith(`${batchPath(goods)}/21/`)
  demand(member, 'UNIT_NOT_IN_BATCH', field, 'item.of-batch', path)
}

/** A counted unit of measure has one item code a piece; a pack stands for what is in it. */
const requireCount = ({ quantity, unit }: Line, pieces: readonly Quantity[], at: string): void => {
  const counted = decimalsOf(unit) === 0
  const named = sum(pieces)
  const equal = !counted || compare(named, quantity) === 0
  demand(equal, 'QUANTITY_NOT_BALANCED', `${at}.units`, 'units.as-many-as-quantity', named)
}

/** UNIT_NOT_HELD unless the unit is on hand here, of the batch, and in no pack: a pack travels and is opened as one. */
export const requireHeld = (state: LedgerState, row: State['unit'], batch: string, field: string): void => {
  // A row inside a pack says nothing of who holds it: it is asked first.
  demand(row.parent === undefined, 'UNIT_NOT_HELD', field, 'unit.not-in-pack', row.path)
  const held = row.holder === state.caller.organisation && row.state === 'on_hand' && row.batch === batch
  demand(held, 'UNIT_NOT_HELD', field, 'unit.held', row.path)
}

/** What a buyer sends back comes off the market. */
export const purposeOf = ({ returnOf }: Pick<State['trade'], 'returnOf'>): Purpose =>
  returnOf === undefined ? 'trade' : 'removal'

/** How much is in each named pack, by its path. */
type Contents = Record<string, Quantity>

/**
 * Checks the units of a line and tells what is in those that are packs. Throws CODE_MALFORMED, UNIT_NOT_IN_BATCH, UNIT_NOT_HELD,
 * QUANTITY_NOT_BALANCED, CODE_NOT_ACTIVE or VALIDATION_FAILED (named twice).
 */
export const checkUnits = async (
  state: LedgerState,
  line: Line,
  goods: Goods,
  { at, requireInUse }: { at: string; requireInUse: RequireInUse },
): Promise<Contents> => {
  const { units, membership } = line
  if (units === undefined) {
    if (membership !== undefined) throw fault('VALIDATION_FAILED', `${at}.membership`, 'membership.of-named-units')
    return {}
  }
  const contents: Contents = {}
  const unseen: string[] = []
  const minted = mintedAt(membership)
  const named: Named[] = []
  for (const [i, path] of units.entries()) {
    const field = `${at}.units.${i}`
    const row = await state.get(keys.unit(path))
    if (row?.pack === undefined) requireItemOf(goods, path, field)
    else contents[path] = row.pack.quantity
    if (row === undefined) unseen.push(path)
    else requireHeld(state, row, line.batch, field)
    named.push({ row: row ?? { path, ...minted(path) }, field })
  }
  requireCount(
    line,
    units.map((path) => contents[path] ?? '1'),
    at,
  )
  await requireMembership(state, line.batch, unseen, membership, `${at}.membership`)
  await requireInUse(line.batch, named)
  return contents
}

/** VALIDATION_FAILED when a unit is named twice, on one line or on two. */
export const requireUnitsOnce = (lines: readonly Line[]): void => {
  const named = lines.flatMap(({ units = [] }, i) => units.map((path, j) => ({ path, field: `lines.${i}.units.${j}` })))
  requireDistinct(
    named.map(({ path }) => path),
    (position) => named[position]?.field ?? 'lines',
  )
}

const commitmentOf = ({ line, batch, units }: Line): Args<'dispatchTrade'>['units'][number] => {
  if (units === undefined) return { line, batch }
  const root = codesRoot(units)
  return { line, batch, root, count: units.length }
}

/** The public commitments are those of the lines, one each, in their order; else VALIDATION_FAILED. */
export const checkCommitments = ({ units, lines }: Args<'dispatchTrade'>): void => {
  demand(units.length === lines.length, 'VALIDATION_FAILED', 'units', 'one.per-line', String(units.length))
  lines.map(commitmentOf).forEach((due, i) => {
    const given = units[i]
    const members = ['line', 'batch', 'root', 'count'] as const
    const wrong = members.find((member) => given?.[member] !== due[member])
    demand(wrong === undefined, 'VALIDATION_FAILED', `units.${i}.${wrong ?? ''}`, 'commitment.of-line')
  })
}

/** Writes the units of a line as travelling under the trade; what is in a pack goes with it. */
export const sendUnits = async (
  state: LedgerState,
  trade: string,
  { batch, units = [], membership }: Line,
): Promise<void> => {
  const holder = state.caller.organisation
  const minted = mintedAt(membership)
  for (const path of units) {
    const row = await state.get(keys.unit(path))
    const known = row?.minted === undefined ? minted(path) : { minted: row.minted }
    const kept = { ...(row?.pack && { pack: row.pack }), ...known }
    state.put(keys.unit(path), { v: 1, path, batch, holder, state: 'in_transit', trade, ...kept })
  }
}
