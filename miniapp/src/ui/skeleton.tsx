// The shape of what is being loaded.
import { View } from '@tarojs/components'
import { useTranslate } from '../i18n/translate'
import { aria } from '../platform/aria'

export const Skeleton = ({ lines = 3 }: { lines?: number }) => {
  const t = useTranslate()
  return (
    <View className="ec-skeleton" {...aria({ role: 'status', label: t('common.loading') })}>
      {Array.from({ length: lines }, (_, index) => (
        <View className="ec-skeleton__line" key={index} />
      ))}
    </View>
  )
}
