// A short word at the bottom of the screen that goes away by itself.
import { View } from '@tarojs/components'
import { createObservable, useObservable } from '../state/observable'
import { aria } from '../platform/aria'
import { announce } from './announce'
import { Icon } from './icon'
import { toneIcons, type Tone } from './tone'

type ToastMessage = { text: string; tone: Tone }

const message = createObservable<ToastMessage | undefined>(undefined)
let timer: ReturnType<typeof setTimeout> | undefined

/** Shows `text` for three seconds. Only for what may be missed; errors stand in the page. */
export const showToast = (text: string, tone: Tone = 'good'): void => {
  clearTimeout(timer)
  message.set({ text, tone })
  announce(text)
  timer = setTimeout(() => {
    message.set(undefined)
  }, 3_000)
}

/** Part of every Screen. */
export const Toast = () => {
  const shown = useObservable(message)
  if (!shown) return null
  return (
    <View className="ec-toast" {...aria({ hidden: true })}>
      <Icon name={toneIcons[shown.tone]} size="small" />
      <View>{shown.text}</View>
    </View>
  )
}
