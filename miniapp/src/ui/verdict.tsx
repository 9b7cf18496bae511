// The first thing on a page: one sentence, one icon, one colour over the whole width.
import { View } from '@tarojs/components'
import { useEffect, type ReactNode } from 'react'
import { aria } from '../platform/aria'
import { announce } from './announce'
import { Icon, type IconName } from './icon'
import { toneIcons, type Tone } from './tone'

type Props = {
  tone: Tone
  /** 追溯记录已核验 */
  sentence: string
  /** Why, in plain words. */
  reason?: string | undefined
  /** Lower findings that stay in sight, one line each. */
  also?: readonly string[]
  icon?: IconName
  /** Not said aloud: what is only on its way. */
  silent?: boolean
  children?: ReactNode
}

/** Reads itself aloud once when the sentence changes. */
export const Verdict = ({ tone, sentence, reason, also = [], icon, silent = false, children }: Props) => {
  useEffect(() => {
    if (!silent) announce(sentence)
  }, [sentence, silent])
  return (
    <View className={`ec-verdict ec-flood--${tone}`}>
      <View className="ec-verdict__head">
        <View className="ec-verdict__icon">
          <Icon name={icon ?? toneIcons[tone]} size="large" />
        </View>
        <View className="ec-verdict__words">
          <View className="ec-verdict__sentence" {...aria({ role: 'heading' })}>
            {sentence}
          </View>
          {reason === undefined ? null : <View className="ec-verdict__reason">{reason}</View>}
        </View>
      </View>
      {also.map((line) => (
        <View className="ec-verdict__also" key={line}>
          <Icon name="alert" size="small" />
          <View>{line}</View>
        </View>
      ))}
      {children}
    </View>
  )
}
