// The supplier offers goods to a buyer: the agreed lines that dispatch and receipt are held against.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { agreeIfCovered } from '../agree-if-covered.ts'
import { demand, mustBeNew, mustExist, requireOrganisation, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'
import { claimReturn } from '../send-back.ts'
import { checkTerms } from '../trade-terms.ts'

export const offerTrade: Rule<'offerTrade'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  requireOrganisation(state.caller, args.supplier, 'supplier')
  demand(args.buyer !== args.supplier, 'VALIDATION_FAILED', 'buyer', 'buyer.another-organisation', args.buyer)
  const buyer = await mustExist(state, keys.organisation(args.buyer), 'buyer')
  demand(buyer.level !== 'suspended', 'STATE_CONFLICT', 'buyer', 'organisation.not-suspended', args.buyer)
  await mustBeNew(state, keys.trade(args.no), 'no')
  await checkTerms(state, args, args.buyer)
  const trade: State['trade'] = { v: 1, ...args, state: 'offered', receipts: 0, attempts: 0 }
  await claimReturn(state, trade)
  state.put(keys.trade(args.no), trade)
  state.emit('tradeChanged', { v: 1, trade: args.no, state: 'offered' })
  await agreeIfCovered(state, trade)
}
