// Tells a page that the reader came back to it, from a page above or from another app.
import { useDidShow } from '@tarojs/taro'
import { useRef } from 'react'

/** `act` runs each time the page is shown again, not the first time. */
export const useReturn = (act: () => void): void => {
  const shown = useRef(false)
  useDidShow(() => {
    if (shown.current) act()
    shown.current = true
  })
}
