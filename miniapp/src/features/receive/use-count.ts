// The count of one trade on this device: every change is kept at once, so that leaving, reloading or a login loses nothing.
import { useRef } from 'react'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import { readStored, store } from '../../platform/storage'
import { useDraft } from '../../state/use-draft'
import { countReducer, emptyCount, keptOf, withCount, type CountAction, type CountState } from './count'
import { readStoredCount } from './stored-count'

export type Counting = {
  state: CountState
  /** The state after the action, which is also on the device by then. */
  dispatch: (action: CountAction) => CountState
  /** As of the last dispatch, whether it is on screen yet or not. */
  now: () => CountState
  clear: () => void
}

const placeKey = (organisation: string): string => `receive-place:${organisation}`

/** Where the goods go: as agreed, or where this organisation received last. */
const firstPlace = (trade: TradeView, organisation: string): string => {
  const last = readStored(placeKey(organisation))
  return trade.deliverTo ?? (typeof last === 'string' ? last : '')
}

/** `device` names this phone in operations of a count that begins here. */
export const useCount = (trade: TradeView, { organisation, user }: Me, device: string): Counting => {
  const author = { trade: trade.no, device, by: user }
  const first = useRef(emptyCount(author, firstPlace(trade, organisation.id)))
  const draft = useDraft(`receive:${trade.no}:${organisation.id}`, keptOf(first.current), readStoredCount)
  // Two codes may be read before the page is drawn again: the second counts on from the first.
  const latest = useRef<CountState | undefined>(undefined)
  latest.current ??= withCount(draft.value)
  const now = (): CountState => latest.current ?? first.current
  return {
    state: now(),
    dispatch: (action) => {
      const next = countReducer(now(), action, new Date().toISOString())
      latest.current = next
      draft.set(keptOf(next))
      if (action.type === 'place') store(placeKey(organisation.id), action.place)
      return next
    },
    now,
    clear: () => {
      latest.current = first.current
      draft.clear()
    },
  }
}
