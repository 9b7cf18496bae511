// What a person may do on a trade now: by side, role and state.
import type { Recorded, TradeView } from '@ectrace/shared/api/views'
import { nextTradeState } from '@ectrace/shared/domain/trade'
import type { UserRole } from '@ectrace/shared/domain/organisation'

export type TradeAction = 'accept' | 'decline' | 'cancel' | 'dispatch' | 'receive' | 'refuse'
/** Acts that ask for a reason before they are done. */
export type Asking = Extract<TradeAction, 'decline' | 'cancel' | 'refuse'>
export type Done = { action: TradeAction; recorded: Recorded }
export type Side = 'supplier' | 'buyer' | 'none'

type Who = { organisation: { id: string }; roles: readonly UserRole[] }
type Parties = { supplier: { id: string }; buyer: { id: string } }

export const sideOf = ({ supplier, buyer }: Parties, { organisation }: Who): Side => {
  if (organisation.id === buyer.id) return 'buyer'
  return organisation.id === supplier.id ? 'supplier' : 'none'
}

const rules: Record<
  TradeAction,
  { side: Side; roles: readonly UserRole[]; act: Parameters<typeof nextTradeState>[1] }
> = {
  accept: { side: 'buyer', roles: ['trader'], act: 'accept' },
  decline: { side: 'buyer', roles: ['trader'], act: 'decline' },
  cancel: { side: 'supplier', roles: ['trader'], act: 'cancel' },
  dispatch: { side: 'supplier', roles: ['trader'], act: 'dispatch' },
  receive: { side: 'buyer', roles: ['warehouse', 'trader'], act: 'receive_partial' },
  refuse: { side: 'buyer', roles: ['warehouse', 'trader'], act: 'refuse' },
}

const order: readonly TradeAction[] = ['accept', 'dispatch', 'receive', 'decline', 'cancel', 'refuse']

/** The main one first; those that end the trade last. */
export const actionsOf = (trade: Pick<TradeView, 'state' | 'supplier' | 'buyer'>, who: Who): TradeAction[] => {
  const side = sideOf(trade, who)
  return order.filter((action) => {
    const rule = rules[action]
    const may = rule.side === side && rule.roles.some((role) => who.roles.includes(role))
    return may && nextTradeState(trade.state, rule.act) !== undefined
  })
}
