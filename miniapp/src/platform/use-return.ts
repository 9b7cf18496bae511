// Tells a page that the reader came back to it, from a page above or from another app.
import { useDidHide, useDidShow } from '@tarojs/taro'
import { useRef } from 'react'

/** `act` runs each time the page is shown again after it was hidden; a part of a page that is mounted late misses nothing. */
export const useReturn = (act: () => void): void => {
  const left = useRef(false)
  useDidHide(() => {
    left.current = true
  })
  useDidShow(() => {
    if (left.current) act()
    left.current = false
  })
}
