// Which refused count of a trade can still become a note.
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import { isWaiting } from './note-state-tag'

/** The newest attempt that no note is about, for the buyer's staff, while goods are still due and no note waits for an answer. */
export const raisableAttempt = (
  trade: TradeView,
  notes: readonly DiscrepancyView[],
  me: Pick<Me, 'roles'> & { organisation: { id: string } },
): number | undefined => {
  const may =
    me.organisation.id === trade.buyer.id && me.roles.some((role) => role === 'warehouse' || role === 'trader')
  const due = trade.state === 'dispatched' || trade.state === 'partly_received'
  if (!may || !due || notes.some(isWaiting)) return undefined
  const newest = trade.attempts.at(-1)?.n
  return notes.some(({ attempt }) => attempt === newest) ? undefined : newest
}
