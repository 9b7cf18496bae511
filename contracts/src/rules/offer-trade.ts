// The supplier offers goods to a buyer: the agreed lines that dispatch and receipt are held against.
import { compare, parseQuantity } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Args } from '@ectrace/shared/ledger/transactions'
import {
  demand,
  mustBeNew,
  mustExist,
  requireDistinct,
  requireOrganisation,
  requirePlaceOf,
  requireQuantity,
  requireRole,
} from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { Rule } from '../rule.ts'

type Line = Args<'offerTrade'>['lines'][number]

const checkLine = async (state: LedgerState, line: Line, at: string): Promise<void> => {
  const product = await mustExist(state, keys.product(line.product), `${at}.product`)
  // Stock is kept in the product's own unit; packing ratios are not on chain yet.
  demand(line.unit === product.unit, 'VALIDATION_FAILED', `${at}.unit`, 'unit.of-product', line.unit)
  const quantity = requireQuantity(line.quantity, line.unit, `${at}.quantity`)
  if (line.tolerance === undefined) return
  const tolerance = parseQuantity(line.tolerance, `${at}.tolerance`, { decimals: decimalsOf(line.unit) })
  demand(compare(tolerance, quantity) < 0, 'INVALID_QUANTITY', `${at}.tolerance`, 'below-quantity', tolerance)
}

export const offerTrade: Rule<'offerTrade'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  requireOrganisation(state.caller, args.supplier, 'supplier')
  demand(args.buyer !== args.supplier, 'VALIDATION_FAILED', 'buyer', 'buyer.another-organisation', args.buyer)
  const buyer = await mustExist(state, keys.organisation(args.buyer), 'buyer')
  demand(buyer.level !== 'suspended', 'STATE_CONFLICT', 'buyer', 'organisation.not-suspended', args.buyer)
  await mustBeNew(state, keys.trade(args.no), 'no')
  if (args.deliverTo !== undefined) await requirePlaceOf(state, args.buyer, args.deliverTo, 'deliverTo')
  requireDistinct(
    args.lines.map(({ line }) => line),
    (i) => `lines.${i}.line`,
  )
  for (const [i, line] of args.lines.entries()) await checkLine(state, line, `lines.${i}`)
  state.put(keys.trade(args.no), { v: 1, ...args, state: 'offered', receipts: 0, attempts: 0 })
  state.emit('tradeChanged', { v: 1, trade: args.no, state: 'offered' })
}
