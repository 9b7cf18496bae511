// The count of one trade: this phone's operations from its queue and those of others; every change is kept before it is shown or heard.
import { useRef } from 'react'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import type { CountAct, CountOperation } from '@ectrace/shared/counting/operation'
import { operationsOf } from '@ectrace/shared/counting/queue'
import { session } from '../../api/session'
import { readStored, store } from '../../platform/storage'
import type { CountQueue } from '../../state/count-queue'
import { useObservable } from '../../state/observable'
import { useDraft } from '../../state/use-draft'
import {
  countReducer,
  keptOf,
  notKept,
  nothingKept,
  withCount,
  type CountAction,
  type CountState,
  type KeptCount,
} from './count'
import { readStoredCount } from './stored-count'

export type Counting = {
  state: CountState
  /** The state after the action, which is also on the device by then; as it was, and said so, when the device keeps nothing more. */
  dispatch: (action: CountAction) => CountState
  /** As of the last dispatch, whether it is on screen yet or not. */
  now: () => CountState
  /** The next count of this trade begins: what was scanned before is not shown any more. */
  clear: () => void
}

const placeKey = (organisation: string): string => `receive-place:${organisation}`

/** Where the goods go: as agreed, or where this organisation received last. */
const firstPlace = (trade: TradeView, organisation: string): string => {
  const last = readStored(placeKey(organisation))
  return trade.deliverTo ?? (typeof last === 'string' ? last : '')
}

const actOf = ({
  id: _id,
  trade: _trade,
  device: _device,
  sequence: _n,
  at: _at,
  by: _by,
  ...act
}: CountOperation): CountAct => act

const pathIn = (action: CountAction): string => {
  if (action.type === 'scanned') return action.reading.path
  return 'path' in action ? action.path : ''
}

/** Whoever is at the device at this moment: `me` has opened the page, another operator may have taken over. */
const operatorNow = (me: Me): string => session.get()?.me.user ?? me.user

type Latest = { kept: KeptCount; operations: readonly CountOperation[]; state: CountState }

/** Counting a large delivery anew takes a while: only when something was added. */
const counted = (
  before: Latest | undefined,
  make: () => Omit<Latest, 'state'>,
  author: CountState['author'],
): Latest => {
  const { kept, operations } = make()
  const isSame = before?.kept === kept && before.operations.length === operations.length
  if (isSame && before.operations.every((one, i) => one === operations[i])) return before
  return { kept, operations, state: withCount(kept, author, operations) }
}

export const useCount = (trade: TradeView, me: Me, { queue, make }: CountQueue): Counting => {
  const { no } = trade
  const organisation = me.organisation.id
  const first = useRef(nothingKept(firstPlace(trade, organisation)))
  const draft = useDraft(`receive:${no}:${organisation}`, first.current, readStoredCount)
  // Two codes may be read before the page is drawn again: the second counts on from the first.
  const kept = useRef(draft.value)
  const latest = useRef<Latest | undefined>(undefined)
  useObservable(queue)
  const now = (): CountState => {
    const author = { trade: no, device: queue.get().device, by: operatorNow(me) }
    latest.current = counted(
      latest.current,
      () => ({ kept: kept.current, operations: operationsOf(queue.get(), no) }),
      author,
    )
    return latest.current.state
  }
  const keep = (next: KeptCount): void => {
    kept.current = next
    draft.set(next)
  }
  return {
    state: now(),
    dispatch: (action) => {
      const before = now()
      const next = countReducer(before, action, new Date().toISOString())
      const by = operatorNow(me)
      const isKept = next.operations.slice(before.operations.length).every((one) => make(no, by, actOf(one)))
      keep(isKept ? keptOf(next) : notKept(before, pathIn(action)))
      if (action.type === 'place') store(placeKey(organisation), action.place)
      return now()
    },
    now,
    clear: () => {
      keep({ ...first.current, place: kept.current.place })
    },
  }
}
