// What became of reports: those sent from this device, and any other by its receipt number.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ReportStatus } from '@ectrace/shared/api/scan-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { keptReceipts } from '../../state/kept-receipts'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Fact } from '../../ui/fact'
import { Field } from '../../ui/field'
import { Loaded } from '../../ui/loaded'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { reportTones } from '../../ui/report-tones'

const Status = ({ status }: { status: ReportStatus }) => {
  const t = useTranslate()
  const { kind, state, at, answer, answeredAt } = status
  return (
    <>
      <StatusTag tone={reportTones[state]} text={t(`report.state.${state}`)} />
      <Fact name={t('report.kind')}>{t(`report.kind.${kind}`)}</Fact>
      <Fact name={t('report.at')}>{formatTime(at)}</Fact>
      {answer === undefined ? (
        <View className="ec-line__note">{t('report.noAnswer')}</View>
      ) : (
        <Fact name={t('report.answer')} source={answeredAt === undefined ? undefined : formatTime(answeredAt)}>
          {answer}
        </Fact>
      )}
    </>
  )
}

const OneReport = ({ receipt }: { receipt: string }) => {
  const t = useTranslate()
  const status = useFetch(`report:${receipt}`, () => call(endpoints.reportStatus, { params: { receipt } }))
  return (
    <Section title={receipt}>
      <Loaded from={status} subject={t('report.title')} lines={2}>
        {(data) => <Status status={data} />}
      </Loaded>
    </Section>
  )
}

/** What people type of a number: it is asked for as it is printed. */
const tidy = (typed: string): string => typed.trim().toUpperCase()

export const ReportStatuses = () => {
  const t = useTranslate()
  const [typed, setTyped] = useState('')
  const [receipts, setReceipts] = useState(keptReceipts)
  const look = (): void => {
    const receipt = tidy(typed)
    if (receipt === '') return
    setReceipts([receipt, ...receipts.filter((each) => each !== receipt)])
    setTyped('')
  }
  return (
    <Screen title={t('report.mine')}>
      {receipts.length === 0 ? <EmptyState icon="list" title={t('report.none')} text={t('report.noneText')} /> : null}
      {receipts.map((receipt) => (
        <OneReport key={receipt} receipt={receipt} />
      ))}
      <Section>
        <Field
          label={t('report.receipt')}
          hint={t('report.receiptHint')}
          kind="code"
          maxLength={40}
          value={typed}
          onChange={setTyped}
          onConfirm={look}
        />
        <Button wide icon="search" text={t('report.look')} disabled={tidy(typed) === ''} onPress={look} />
      </Section>
    </Screen>
  )
}
