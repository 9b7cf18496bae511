// A list that comes page by page, newest first.
import { useState } from 'react'
import type { Page } from '@ectrace/shared/api/views'
import { useFetch, type Fetched } from './use-fetch'
import { useSubmit } from './use-submit'

export type Pages<T> = Fetched<T[]> & {
  total: number
  /** Loads the next page; undefined when there is none. */
  more: (() => void) | undefined
  loadingMore: boolean
}

/** Pages after the first one, and the first one that they follow. */
type Rest<T> = { first: Page<T> | undefined; items: T[]; next: string | undefined }

export const usePages = <T>(key: string | undefined, load: (after?: string) => Promise<Page<T>>): Pages<T> => {
  const first = useFetch(key, () => load())
  const [rest, setRest] = useState<Rest<T>>({ first: undefined, items: [], next: undefined })
  // After a reload the later pages are of another list.
  const current = rest.first === first.data ? rest : { first: first.data, items: [], next: first.data?.next }
  const further = useSubmit(async (after: string) => {
    const page = await load(after)
    setRest({ first: current.first, items: [...current.items, ...page.items], next: page.next })
  })
  const { next } = current
  return {
    data: first.data === undefined ? undefined : [...first.data.items, ...current.items],
    failure: first.failure ?? further.failure,
    loading: first.loading,
    reload: first.reload,
    total: first.data?.total ?? 0,
    more:
      next === undefined
        ? undefined
        : () => {
            further.run(next)
          },
    loadingMore: further.busy,
  }
}

/** Reads page after page until one item fits; undefined when none does. */
export const findInPages = async <T>(
  load: (after?: string) => Promise<Page<T>>,
  fits: (item: T) => boolean,
): Promise<T | undefined> => {
  let after: string | undefined
  do {
    const page: Page<T> = await load(after)
    const found = page.items.find(fits)
    if (found !== undefined) return found
    after = page.next
  } while (after !== undefined)
  return undefined
}
