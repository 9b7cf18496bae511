// Loads again every so often while there is something to wait for.
import { useEffect } from 'react'
import type { Fetched } from './use-fetch'

const everyMs = 1_000

/** One question at a time: the next one a second after an answer, or `every` milliseconds. */
export const usePolling = <T>(
  { data, failure, loading, reload }: Fetched<T>,
  waiting: (data: T) => boolean,
  every = everyMs,
): void => {
  const waits = data !== undefined && waiting(data)
  useEffect(() => {
    if (!waits || loading) return undefined
    const timer = setTimeout(reload, every)
    return () => {
      clearTimeout(timer)
    }
    // Every answer is another object: the timer starts anew after each, and after a failure too.
  }, [waits, loading, data, failure, reload, every])
}
