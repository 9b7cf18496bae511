// The app itself: global styles, and a page for addresses that lead nowhere.
import { usePageNotFound } from '@tarojs/taro'
import type { ReactNode } from 'react'
import { replaceWith } from './platform/navigation'
import './app.scss'

const App = ({ children }: { children?: ReactNode }) => {
  usePageNotFound(({ path }) => {
    replaceWith('missing', { path })
  })
  return children
}

export default App
