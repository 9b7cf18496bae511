// The label of a field in WeChat; the field itself carries the name for screen readers.
import { View } from '@tarojs/components'

type Props = { id: string; text: string; extra?: string | undefined }

export const FieldLabel = ({ text, extra }: Props) => (
  <View className="ec-field__label" {...{ ariaHidden: true }}>
    {text}
    {extra === undefined ? null : <View className="ec-field__extra">{extra}</View>}
  </View>
)
