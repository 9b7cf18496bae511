// Says before counting that a line is past its last day.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { Icon } from '../../ui/icon'
import type { LinePreview } from './preview'

export const Outdated = ({ line }: { line: LinePreview }) => {
  const t = useTranslate()
  return line.outdated ? (
    <View className="ec-receive-line__outdated">
      <Icon name="alert" size="small" />
      <View>{t('receive.outdated')}</View>
    </View>
  ) : null
}
