// The server did not take the confirmation, and not because of the count: what happened, both values, and the way back.
import type { ApiFailure } from '../../api/api-failure'
import { formatQuantity } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { tradeStateLabel } from '@ectrace/shared/domain/trade'
import { Columns, type ColumnRow } from '../../ui/columns'
import { ConfirmBar } from '../../ui/confirm-bar'
import { ErrorState } from '../../ui/error-state'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { SessionMenu } from '../../ui/session-menu'
import { Verdict } from '../../ui/verdict'
import { readMoved, type Moved } from './moved'

const Values = ({ moved }: { moved: Moved }) => {
  const t = useTranslate()
  const language = useLanguage()
  const state: ColumnRow = {
    key: 'state',
    name: t('offline.movedState'),
    values: [tradeStateLabel(moved.was.state, language), tradeStateLabel(moved.now.state, language)],
  }
  const lines = moved.lines.map(({ line, was, now }): ColumnRow => ({
    key: String(line),
    name: t('offline.movedLine', { line }),
    values: [was, now].map((due) => (due === undefined ? '—' : formatQuantity(due))),
    ...(was === now ? {} : { tone: 'caution' }),
  }))
  return (
    <Section title={t('receive.differences')}>
      <Columns heads={[t('offline.movedHeads.was'), t('offline.movedHeads.now')]} rows={[state, ...lines]} />
    </Section>
  )
}

const wordsOf = (code: string) => {
  if (code === 'COUNT_CONFLICT') return ['offline.moved', 'offline.movedText'] as const
  if (code === 'NOT_FOUND') return ['offline.notWritten', 'offline.notWrittenText'] as const
  return ['offline.notTaken', 'offline.notTakenText'] as const
}

export const ConflictStep = ({ failure, onBack }: { failure: ApiFailure; onBack: () => void }) => {
  const t = useTranslate()
  const [sentence, reason] = wordsOf(failure.code)
  const moved = readMoved(failure.details)
  const isOther = failure.code !== 'COUNT_CONFLICT' && failure.code !== 'NOT_FOUND'
  return (
    <Screen
      title={t('receive.resultTitle')}
      back={false}
      action={<SessionMenu />}
      footer={<ConfirmBar text={t('receive.backToCount')} onPress={onBack} />}
    >
      <Verdict tone="caution" sentence={t(sentence)} reason={t(reason)} />
      {moved === undefined ? null : <Values moved={moved} />}
      {isOther ? <ErrorState failure={failure} subject={t('receive.confirm')} /> : null}
    </Screen>
  )
}
