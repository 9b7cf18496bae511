// A code that is none of this platform's: what it is, and what to do now. It is named and never opened.
import { View } from '@tarojs/components'
import { foreignKind } from '@ectrace/shared/opening/foreign-code'
import { useTranslate, type Key, type Translate } from '../i18n/translate'
import { Notice } from './notice'

/** Longer texts are cut: enough to know it again. */
const shown = 200

export const foreignWords = (t: Translate, text: string): { what: string; advice: string } => {
  const key: Key = `foreign.${foreignKind(text)}`
  return { what: t(key), advice: t(`${key}.advice`) }
}

export const ForeignCode = ({ text }: { text: string }) => {
  const t = useTranslate()
  const { what, advice } = foreignWords(t, text)
  return (
    <Notice tone="caution" title={what}>
      <View>{advice}</View>
      <View className="ec-mono ec-foreign__text">{text.slice(0, shown)}</View>
    </Notice>
  )
}
