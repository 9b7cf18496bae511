// Whether somebody can see the page now: WeChat says when it hides a page and shows it again.
import { useDidHide, useDidShow } from '@tarojs/taro'
import { useState } from 'react'
import type { UsePageShown } from './ports'

export const usePageShown: UsePageShown = () => {
  // A page is made because somebody opened it.
  const [shown, setShown] = useState(true)
  useDidShow(() => {
    setShown(true)
  })
  useDidHide(() => {
    setShown(false)
  })
  return shown
}
