// The button that fetches a file, and what becomes of it: on its way, here, or not.
import { View } from '@tarojs/components'
import type { Download } from '../api/use-download'
import { useTranslate } from '../i18n/translate'
import { Button } from './button'
import { ErrorState } from './error-state'
import { Notice } from './notice'

const inKilobytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${String(Math.ceil(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`

type Props = {
  of: Download
  /** On the button: 下载标签. */ text: string
  kind?: 'main' | 'plain' | 'danger'
  disabled?: boolean
  /** Before it starts: rules that can be told here. */ onStart?: () => void
}

const Coming = ({ of }: { of: Download }) => {
  const t = useTranslate()
  return (
    <View className="ec-download">
      <View className="ec-spinner" />
      <View className="ec-download__words">
        {of.bytes === 0 ? t('file.making') : t('file.coming', { size: inKilobytes(of.bytes) })}
      </View>
      <Button kind="quiet" text={t('common.cancel')} onPress={of.stop} />
    </View>
  )
}

const Here = ({ of: { file, bytes } }: { of: Download }) => {
  const t = useTranslate()
  if (file === undefined) return null
  const size = inKilobytes(bytes)
  if (file.saved) return <Notice tone="good" title={t('file.saved', { size })} />
  return (
    <>
      <Notice tone="act" title={t('file.here', { size })}>
        {t('file.hereText')}
      </Notice>
      <Button kind="main" icon="save" text={t('file.save')} onPress={file.save} />
    </>
  )
}

export const DownloadBar = ({ of, text, kind = 'main', disabled = false, onStart }: Props) => {
  if (of.busy) return <Coming of={of} />
  return (
    <>
      {of.failure === undefined ? null : <ErrorState failure={of.failure} subject={text} />}
      <Here of={of} />
      <Button wide kind={kind} icon="save" text={text} disabled={disabled} onPress={onStart ?? of.start} />
    </>
  )
}
