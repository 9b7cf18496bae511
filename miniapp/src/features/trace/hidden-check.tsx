// 暗码核验: the code under the scratch layer, typed once; what came of it is said in words.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { HiddenCheckView } from '@ectrace/shared/api/code-views'
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { halfWidth } from '@ectrace/shared/codes/typed-code'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSubmit } from '../../api/use-submit'
import { visitorId } from '../../api/visitor'
import { formatTime } from '../../i18n/format'
import { useTranslate, type Translate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { ErrorState } from '../../ui/error-state'
import { Field } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import type { Tone } from '../../ui/tone'

const mostCharacters = 32

/** Without what people type between characters, in capitals, four by four as it is printed. */
const grouped = (typed: string): string =>
  (
    halfWidth(typed)
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
      .slice(0, mostCharacters)
      .match(/.{1,4}/g) ?? []
  ).join('-')

type Words = { tone: Tone; title: string; text: string }

const usedWords = (t: Translate, at: string, byYou: boolean, city?: string): Words => {
  const where = city === undefined ? formatTime(at) : `${formatTime(at)} · ${city}`
  return byYou
    ? { tone: 'act', title: t('hidden.usedByYou', { where }), text: t('hidden.usedByYouText') }
    : { tone: 'caution', title: t('hidden.used', { where }), text: t('hidden.usedText') }
}

const wordsOf = (t: Translate, result: HiddenCheckView): Words => {
  switch (result.outcome) {
    case 'matched':
      return { tone: 'good', title: t('hidden.matched'), text: t('hidden.matchedText') }
    case 'used':
      return usedWords(t, result.usedAt, result.byYou, result.city)
    case 'wrong':
      return { tone: 'bad', title: t('hidden.wrong'), text: t('hidden.wrongText', { left: result.left }) }
    case 'locked':
      return {
        tone: 'caution',
        title: t('hidden.locked', { time: formatTime(result.until) }),
        text: t('hidden.lockedText'),
      }
    case 'none':
      return { tone: 'wait', title: t('hidden.none'), text: t('hidden.noneText') }
  }
}

/** What is known before anything was typed. */
const knownWords = (t: Translate, { hidden, hiddenUsed }: ScanView): Words | undefined => {
  if (hiddenUsed !== undefined) return usedWords(t, hiddenUsed.at, hiddenUsed.byYou)
  return hidden === 'locked'
    ? { tone: 'caution', title: t('hidden.lockedNow'), text: t('hidden.lockedText') }
    : undefined
}

/** No other answer is to be had by typing again. */
const isOver = (result: HiddenCheckView | undefined): boolean =>
  result !== undefined && result.outcome !== 'wrong' && result.outcome !== 'used'

type Props = {
  code: string
  scan: ScanView
  result: HiddenCheckView | undefined
  onResult: (result: HiddenCheckView) => void
}

export const HiddenCheck = ({ code, scan, result, onResult }: Props) => {
  const t = useTranslate()
  const [typed, setTyped] = useState('')
  const checking = useSubmit(async () => {
    const visitor = await visitorId()
    const body = { c: code, hidden: typed, ...(visitor === undefined ? {} : { visitor }) }
    onResult(await call(endpoints.checkHiddenCode, { body }))
  })
  if (scan.hidden === 'none') return null
  const words = result === undefined ? knownWords(t, scan) : wordsOf(t, result)
  const check = (): void => {
    if (typed !== '') checking.run()
  }
  return (
    <Section title={t('hidden.title')}>
      {words === undefined ? null : (
        <Notice tone={words.tone} title={words.title}>
          {words.text}
        </Notice>
      )}
      {isOver(result) ? null : (
        <>
          <Field
            label={t('hidden.field')}
            hint={t('hidden.hint')}
            kind="code"
            value={typed}
            maxLength={mostCharacters + mostCharacters / 4}
            onChange={(text) => {
              checking.clear()
              setTyped(grouped(text))
            }}
            onConfirm={check}
          />
          <Button
            wide
            icon="shield"
            text={t('hidden.act')}
            busy={checking.busy}
            disabled={typed === ''}
            onPress={check}
          />
        </>
      )}
      {checking.failure === undefined ? null : <ErrorState failure={checking.failure} subject={t('hidden.act')} />}
      <View className="ec-trace-words__line">{t('hidden.note')}</View>
    </Section>
  )
}
