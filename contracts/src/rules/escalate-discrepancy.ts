// The time to answer is over and the supplier is silent: the buyer says so on chain. The note may still be answered.
import { toUtcMs } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import { moveNote, openNote } from '../discrepancy-notes.ts'
import { demand, mustExist, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const escalateDiscrepancy: Rule<'escalateDiscrepancy'> = async (state, { no, n, reason }) => {
  requireRole(state.caller, 'warehouse', 'trader')
  const trade = await mustExist(state, keys.trade(no), 'no')
  demand(trade.buyer === state.caller.organisation, 'WRONG_ORGANISATION', 'no', 'trade.buyer')
  const note = await openNote(state, no, n)
  demand(note.state === 'open', 'STATE_CONFLICT', 'n', 'discrepancy.not-escalated', note.state)
  const over = toUtcMs(note.answerBy) < toUtcMs(state.now)
  demand(over, 'STATE_CONFLICT', 'n', 'discrepancy.overdue', note.answerBy)
  state.put(keys.escalation(no, n), { v: 1, trade: no, n, reason })
  moveNote(state, note, 'escalated')
}
