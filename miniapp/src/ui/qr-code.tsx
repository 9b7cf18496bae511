// A QR code to scan from the screen, with its text below for typing.
import { View } from '@tarojs/components'
import { useMemo } from 'react'
import { useTranslate } from '../i18n/translate'
import { aria } from '../platform/aria'
import { Picture } from '../platform/picture'
import { qrSvg } from './qr-svg'

type Props = { text: string; /** Under the code; the text itself unless told. */ caption?: string }

export const QrCode = ({ text, caption }: Props) => {
  const t = useTranslate()
  const source = useMemo(() => qrSvg(text), [text])
  const label = t('common.qrOf', { text })
  return (
    <View className="ec-qr">
      <View className="ec-qr__frame" {...aria({ role: 'img', label })}>
        <Picture className="ec-qr__image" src={source} mode="aspectFit" label="" />
      </View>
      <View className="ec-qr__caption ec-mono">{caption ?? text}</View>
    </View>
  )
}
