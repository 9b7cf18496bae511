// Copies a text and says whether that worked.
import { useTranslate } from '../i18n/translate'
import { copyText } from '../platform/clipboard'
import { Button } from './button'
import { showToast } from './toast'

type Props = {
  /** What is copied. */ text: string
  /** On the button; 复制 unless told. */ word?: string
  label?: string
}

export const CopyButton = ({ text, word, label }: Props) => {
  const t = useTranslate()
  const copy = async (): Promise<void> => {
    const done = await copyText(text)
    showToast(t(done ? 'common.copied' : 'common.copyRefused'), done ? 'good' : 'caution')
  }
  return <Button kind="quiet" icon="copy" text={word ?? t('common.copy')} label={label} onPress={() => void copy()} />
}
