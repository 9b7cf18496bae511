// A list that is read page by page; it is read again whenever the page comes back into sight.
import { useDidShow } from '@tarojs/taro'
import { useRef, useState } from 'react'
import type { Page, TradeSummary } from '@ectrace/shared/api/views'
import { useFetch, type Fetched } from '../../api/use-fetch'
import { useSubmit } from '../../api/use-submit'

export type Trades = {
  first: Fetched<Page<TradeSummary>>
  items: readonly TradeSummary[]
  /** Reads the next page; undefined at the end. */
  more: (() => void) | undefined
  busy: boolean
}

type Rest = { of: Page<TradeSummary> | undefined; items: TradeSummary[]; next: string | undefined }

export const useTrades = (key: string, load: (after: string | undefined) => Promise<Page<TradeSummary>>): Trades => {
  const first = useFetch(`trades:${key}`, () => load(undefined))
  const [rest, setRest] = useState<Rest>({ of: undefined, items: [], next: undefined })
  const seen = useRef(false)
  useDidShow(() => {
    if (seen.current) first.reload()
    seen.current = true
  })
  // Later pages belong to the first one that was on screen: a fresh first page starts over.
  const current = rest.of === first.data ? rest : { of: first.data, items: [], next: first.data?.next }
  const more = useSubmit(async () => {
    const page = await load(current.next)
    setRest({ of: current.of, items: [...current.items, ...page.items], next: page.next })
  })
  return {
    first,
    items: [...(first.data?.items ?? []), ...current.items],
    more: current.next === undefined ? undefined : more.run,
    busy: more.busy,
  }
}
