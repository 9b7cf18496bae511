// Whether somebody can see the page now: not while a browser only prepares it, nor in a tab behind.
import { useEffect, useState } from 'react'
import type { UsePageShown } from './ports'

/** Not every browser knows the word (Speculation Rules). */
const isPrepared = (): boolean => 'prerendering' in document && document.prerendering === true

const isShown = (): boolean => document.visibilityState === 'visible' && !isPrepared()

export const usePageShown: UsePageShown = () => {
  const [shown, setShown] = useState(isShown)
  useEffect(() => {
    const look = (): void => {
      setShown(isShown())
    }
    look()
    document.addEventListener('visibilitychange', look)
    document.addEventListener('prerenderingchange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      document.removeEventListener('prerenderingchange', look)
    }
  }, [])
  return shown
}
