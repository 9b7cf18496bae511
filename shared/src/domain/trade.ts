// States of a trade, the acts that move it, and who may do them: one table, read by rules, door and faces.

/** States kept on chain; drafts never leave the vault. */
export type TradeState = keyof typeof transitions

/** Acts that move a trade. A receipt that did not agree is an attempt and moves nothing. */
export type TradeAct = keyof typeof actParties

/** Who signs an act: one side, or either of them. */
export type TradeParty = 'supplier' | 'buyer' | 'either'

const actParties = {
  accept: 'buyer',
  decline: 'buyer',
  amend: 'supplier',
  cancel: 'supplier',
  dispatch: 'supplier',
  settle: 'supplier',
  receive_partial: 'buyer',
  receive_final: 'buyer',
  refuse: 'buyer',
  return: 'supplier',
} as const satisfies Record<string, TradeParty>

const transitions = {
  offered: { accept: 'agreed', decline: 'declined', amend: 'offered', cancel: 'cancelled' },
  // Amending what was agreed makes it an offer again: the buyer has to sign the new lines.
  agreed: { dispatch: 'dispatched', amend: 'offered', cancel: 'cancelled' },
  // `settle`: the supplier signs a discrepancy note, the lines due change, the trade stays where it is.
  dispatched: {
    settle: 'dispatched',
    // The shipment is voided: the goods are the supplier's again.
    cancel: 'cancelled',
    receive_partial: 'partly_received',
    receive_final: 'received',
    refuse: 'refused',
    // What a discrepancy note sends back comes home while the rest is still due.
    return: 'dispatched',
  },
  partly_received: {
    settle: 'partly_received',
    receive_partial: 'partly_received',
    receive_final: 'received',
    refuse: 'refused',
    return: 'partly_received',
  },
  received: { return: 'received' },
  // Refused goods stay in transit until the supplier has them back.
  refused: { return: 'returned' },
  cancelled: {},
  declined: {},
  returned: {},
} as const

const stateLabels: Record<TradeState, { zh: string; en: string }> = {
  offered: { zh: '待确认', en: 'Offered' },
  agreed: { zh: '已达成', en: 'Agreed' },
  dispatched: { zh: '已发货', en: 'Dispatched' },
  partly_received: { zh: '部分收货', en: 'Partly received' },
  received: { zh: '已收货', en: 'Received' },
  refused: { zh: '已拒收', en: 'Refused' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
  declined: { zh: '已谢绝', en: 'Declined' },
  returned: { zh: '已退回', en: 'Returned' },
}

/** All states and acts, for schemas and tables. */
export const tradeStates = Object.keys(transitions) as [TradeState, ...TradeState[]]
export const tradeActs = Object.keys(actParties) as [TradeAct, ...TradeAct[]]

/** The state after an act, or undefined when the act is not allowed in this state. */
export const nextTradeState = (state: TradeState, act: TradeAct): TradeState | undefined => {
  const row: Partial<Record<TradeAct, TradeState>> = transitions[state]
  return row[act]
}

/** Which side signs the act. */
export const tradeActParty = (act: TradeAct): TradeParty => actParties[act]

/** What people read for a state. */
export const tradeStateLabel = (state: TradeState, language: 'zh' | 'en'): string => stateLabels[state][language]
