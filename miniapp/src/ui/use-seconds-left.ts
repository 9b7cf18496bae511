// Counts seconds down to nothing.
import { useEffect, useState } from 'react'

/** Starts again whenever `cause` changes; `seconds` 0: nothing to wait for. */
export const useSecondsLeft = (cause: unknown, seconds: number): number => {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    setLeft(seconds)
    if (seconds === 0) return undefined
    const until = Date.now() + seconds * 1_000
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((until - Date.now()) / 1_000))
      setLeft(rest)
      if (rest === 0) clearInterval(timer)
    }, 500)
    return () => {
      clearInterval(timer)
    }
  }, [cause, seconds])
  return left
}
