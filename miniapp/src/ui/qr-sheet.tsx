// One large code over the whole page, to show or to scan from the screen.
import { View } from '@tarojs/components'
import { useTranslate } from '../i18n/translate'
import { aria } from '../platform/aria'
import { Button } from './button'
import { CopyButton } from './copy-button'
import { QrCode } from './qr-code'

type Props = { title: string; text: string; onClose: () => void }

export const QrSheet = ({ title, text, onClose }: Props) => {
  const t = useTranslate()
  return (
    <View className="ec-sheet" {...aria({ role: 'dialog', modal: true, label: title })}>
      <View className="ec-sheet__title">{title}</View>
      <QrCode text={text} />
      <View className="ec-sheet__acts">
        <CopyButton text={text} />
        <Button text={t('common.close')} onPress={onClose} />
      </View>
    </View>
  )
}
