// What the other side of a trade is told of an act. No quantities: the buyer's warehouse may be counting blind.
import type { NoticeKind, NoticeView } from '@ectrace/shared/api/file-views'
import type { UserRole } from '@ectrace/shared/domain/organisation'
import { keys } from '@ectrace/shared/ledger/keys'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import type { NewNotice } from '../commands/notify.ts'
import type { Deps } from '../deps.ts'
import { readAct } from './acts.ts'
import type { Act, Trade } from './acts.ts'

type Told = {
  kind: NoticeKind
  level: NoticeView['level']
  roles: readonly UserRole[]
  values?: Record<string, string>
}
type Telling = (act: Act, trade: Trade) => Told

const traders = ['trader'] as const
const dock = ['trader', 'warehouse'] as const
const last = (count = 0): string => String(Math.max(0, count - 1))

/** Offered anew, or agreed at once where a standing agreement covers it. */
const offer =
  (kind: 'trade_offered' | 'trade_amended'): Telling =>
  (_act, { state }) =>
    state === 'agreed'
      ? { kind: 'trade_agreed', level: 'info', roles: traders }
      : { kind, level: 'caution', roles: traders }

/** `caution`: somebody has to do something, or the goods are not where one would look for them. */
const tellings: Partial<Record<TransactionName, Telling>> = {
  offerTrade: offer('trade_offered'),
  amendTrade: offer('trade_amended'),
  acceptTrade: () => ({ kind: 'trade_agreed', level: 'info', roles: traders }),
  declineTrade: ({ text }) => ({
    kind: 'trade_declined',
    level: 'caution',
    roles: traders,
    values: { reason: text('reason') },
  }),
  cancelTrade: ({ text }) => ({
    kind: 'trade_cancelled',
    level: 'caution',
    roles: dock,
    values: { reason: text('reason') },
  }),
  dispatchTrade: () => ({ kind: 'trade_dispatched', level: 'info', roles: dock }),
  confirmReceipt: (_act, { state }) => ({ kind: 'trade_received', level: 'info', roles: traders, values: { state } }),
  refuseReceipt: ({ text }) => ({
    kind: 'trade_refused',
    level: 'caution',
    roles: dock,
    values: { reason: text('reason') },
  }),
  recordReceiptAttempt: (_act, { attempts }) => ({
    kind: 'receipt_attempted',
    level: 'caution',
    roles: traders,
    values: { n: last(attempts) },
  }),
  raiseDiscrepancy: ({ text }, { discrepancies }) => ({
    kind: 'discrepancy_raised',
    level: 'caution',
    roles: traders,
    values: { n: last(discrepancies), reason: text('reason') },
  }),
  answerDiscrepancy: ({ text }) => ({
    kind: 'discrepancy_answered',
    level: text('answer') === 'dispute' ? 'caution' : 'info',
    roles: dock,
    values: { n: text('n'), answer: text('answer') },
  }),
  escalateDiscrepancy: ({ text }) => ({
    kind: 'discrepancy_escalated',
    level: 'caution',
    roles: traders,
    values: { n: text('n') },
  }),
}

export const tradeActs = Object.keys(tellings)

/** The other side; of an attempt also the traders of a buyer whose warehouse made it: they have to settle the difference. */
const audienceOf = ({ actor }: Act, { supplier, buyer }: Trade, kind: NoticeKind): string[] => {
  const other = actor.organisation === supplier ? buyer : supplier
  const own = kind === 'receipt_attempted' && !actor.roles.includes('trader')
  return own ? [other, actor.organisation] : [other]
}

export const tradeNotices = async (
  deps: Deps,
  { name, transaction, op }: { name: string; transaction: string; op: number },
): Promise<NewNotice[]> => {
  const act = await readAct(deps, transaction, op)
  const trade = await act.after(keys.trade(act.text('no')))
  const told = tellings[name as TransactionName]?.(act, trade)
  if (told === undefined) return []
  const { kind, level, roles, values } = told
  const said = { trade: trade.no, party: act.actor.name, ...values }
  return audienceOf(act, trade, kind).map((organisation) => ({
    ...{ organisation, roles, kind, level, subject: trade.no },
    ref: `${transaction}.${String(op)}`,
    values: said,
    at: Date.parse(act.committed.block.time),
  }))
}
