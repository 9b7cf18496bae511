// Typing a code, or letting a hand scanner type it.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { useTranslate } from '../i18n/translate'
import { unlockCues } from '../platform/cue'
import { Button } from './button'
import { Field } from './field'

type Props = { onText: (text: string) => void; explain?: ((text: string) => string | undefined) | undefined }

export const ScanTyped = ({ onText, explain }: Props) => {
  const t = useTranslate()
  const [text, setText] = useState('')
  const [error, setError] = useState<string | undefined>(undefined)
  const send = (): void => {
    const trimmed = text.trim()
    if (trimmed === '') return
    unlockCues()
    const problem = explain?.(trimmed)
    setError(problem)
    if (problem !== undefined) return
    setText('')
    onText(trimmed)
  }
  return (
    <View className="ec-scan__typed">
      <Field
        kind="code"
        label={t('scan.typeLabel')}
        value={text}
        hint={t('scan.typeHint')}
        error={error}
        maxLength={400}
        onChange={(next) => {
          setText(next)
          setError(undefined)
        }}
        onConfirm={send}
      />
      <Button kind="main" icon="search" text={t('scan.typeGo')} disabled={text.trim() === ''} onPress={send} />
    </View>
  )
}
