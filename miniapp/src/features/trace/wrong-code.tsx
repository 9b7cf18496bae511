// A code that leads nowhere: what is wrong with it, in red, and what to do now.
import { View } from '@tarojs/components'
import { messageOf, type ErrorCode } from '@ectrace/shared/errors'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goTo, restartAt } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { foreignWords } from '../../ui/foreign-code'
import { Section } from '../../ui/section'
import { Verdict } from '../../ui/verdict'
import { ReportLink } from './report-link'

const explained = [
  'CODE_FORGED',
  'CODE_UNKNOWN',
  'CODE_FOREIGN_HOST',
  'CODE_MALFORMED',
  'CODE_KEY_ORDER',
  'CODE_CHECK_DIGIT',
  'PROOF_MALFORMED',
] as const
export type WrongCodeKind = (typeof explained)[number]

/** Whether `code` says that the code itself, or the whole answer to it, is wrong. */
export const wrongCodeKind = (code: ErrorCode | 'NETWORK'): WrongCodeKind | undefined =>
  explained.find((each) => each === code)

/** Where to go from a page without a trace. */
export const ScanAgain = ({ first = false }: { first?: boolean }) => {
  const t = useTranslate()
  return (
    <View className="ec-trace-acts">
      <Button
        kind="main"
        icon="scan"
        text={t(first ? 'trace.wrong.scan' : 'trace.wrong.again')}
        onPress={() => {
          goTo('scan')
        }}
      />
      <Button
        icon="keyboard"
        wide
        text={t('trace.wrong.type')}
        onPress={() => {
          goTo('scan', { type: '1' })
        }}
      />
      <Button
        kind="quiet"
        icon="home"
        wide
        text={t('common.home')}
        onPress={() => {
          restartAt('index')
        }}
      />
    </View>
  )
}

/** The code as text, so that it can be compared with the packaging. */
export const CodeText = ({ text }: { text: string }) => {
  const t = useTranslate()
  return (
    <Section title={t('trace.wrong.code')}>
      <View className="ec-mono">{text.slice(0, 400)}</View>
    </Section>
  )
}

/** Somebody printed it: its brand and the regulator may want to know where. */
const reported: readonly WrongCodeKind[] = ['CODE_FORGED', 'CODE_UNKNOWN', 'CODE_KEY_ORDER', 'CODE_CHECK_DIGIT']

type Props = {
  code: WrongCodeKind
  text: string
  requestId?: string | undefined
  /** Where it broke. */ fields?: string
  /** Where asking again may help. */ onRetry?: () => void
}

/** What is written as none of our codes at all is named first; a code in our form on a foreign host is the more dangerous thing. */
const isForeign = (code: WrongCodeKind, text: string): boolean =>
  (code === 'CODE_FOREIGN_HOST' || code === 'CODE_MALFORMED') && !text.includes('/s/')

export const WrongCode = ({ code, text, requestId, fields, onRetry }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const foreign = foreignWords(t, text)
  return (
    <>
      {isForeign(code, text) ? (
        <Verdict tone="caution" sentence={foreign.what} reason={foreign.advice} />
      ) : (
        <Verdict tone="bad" sentence={messageOf(code, language)} reason={t(`trace.wrong.${code}`)} />
      )}
      {onRetry === undefined ? null : <Button kind="main" icon="refresh" text={t('common.retry')} onPress={onRetry} />}
      <CodeText text={text} />
      <ScanAgain />
      {reported.includes(code) ? <ReportLink code={text} /> : null}
      <View className="ec-error__number">
        {t('failure.code', { code })}
        {fields === undefined || fields === '' ? '' : ` · ${fields}`}
        {requestId === undefined ? '' : ` · ${t('failure.number', { id: requestId })}`}
      </View>
    </>
  )
}
