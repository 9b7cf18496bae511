// The report itself: what is wrong with the code, where it was bought, and how to be reached by who wants an answer.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ReportStatus } from '@ectrace/shared/api/scan-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSubmit } from '../../api/use-submit'
import { visitorId } from '../../api/visitor'
import { describeFault } from '../../i18n/describe-fault'
import { describeFailure } from '../../i18n/describe-failure'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { keepReceipt } from '../../state/kept-receipts'
import { textsLike } from '../../state/read-draft'
import { useDraft } from '../../state/use-draft'
import { Choice } from '../../ui/choice'
import { ConfirmBar } from '../../ui/confirm-bar'
import { ErrorState } from '../../ui/error-state'
import { Field } from '../../ui/field'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { checkReport, emptyReport, mostLine, mostText, reportBody, reportKinds, type ReportDraft } from './report-draft'
import { Receipt } from './receipt'

type FieldsProps = {
  value: ReportDraft
  set: (patch: Partial<ReportDraft>) => void
  error: (field: string) => string | undefined
}

const Fields = ({ value, set, error }: FieldsProps) => {
  const t = useTranslate()
  return (
    <Section>
      <Choice
        label={t('report.kind')}
        options={reportKinds.map((kind) => ({ value: kind, text: t(`report.kind.${kind}`) }))}
        value={reportKinds.find((kind) => kind === value.kind)}
        error={error('kind')}
        onChange={(kind) => {
          set({ kind })
        }}
      />
      <Field
        label={t('report.text')}
        hint={t('report.textHint')}
        lines={4}
        maxLength={mostText}
        value={value.text}
        error={error('text')}
        onChange={(text) => {
          set({ text })
        }}
      />
      <Field
        label={t('report.place')}
        hint={t('report.placeHint')}
        optional
        maxLength={mostLine}
        value={value.place}
        error={error('place')}
        onChange={(place) => {
          set({ place })
        }}
      />
      <Field
        label={t('report.contact')}
        hint={t('report.contactHint')}
        optional
        maxLength={mostLine}
        value={value.contact}
        error={error('contact')}
        onChange={(contact) => {
          set({ contact })
        }}
      />
      <View className="ec-line__note">{t('report.privacy')}</View>
    </Section>
  )
}

export const ReportForm = ({ code }: { code: string }) => {
  const t = useTranslate()
  const language = useLanguage()
  const form = `report:${code.slice(0, 400)}`
  const draft = useDraft(form, emptyReport, textsLike(emptyReport))
  const [tried, setTried] = useState(false)
  const [sent, setSent] = useState<{ status: ReportStatus; kept: boolean } | undefined>(undefined)
  const sending = useSubmit(async () => {
    const about = { code, visitor: await visitorId(), language }
    const status = await call(endpoints.report, { body: reportBody(draft.value, about), form })
    setSent({ status, kept: keepReceipt(status.receipt) })
    draft.clear()
  })
  if (sent !== undefined) return <Receipt status={sent.status} kept={sent.kept} />
  const faults = [...(tried ? checkReport(draft.value) : []), ...(sending.failure?.faults ?? [])]
  const wrong = tried ? checkReport(draft.value).length : 0
  return (
    <Screen
      title={t('report.title')}
      footer={
        <ConfirmBar
          text={t('report.send')}
          busy={sending.busy}
          note={wrong > 0 ? t('form.correct', { n: wrong }) : sending.failure && describeFailure(sending.failure).what}
          onPress={() => {
            setTried(true)
            if (checkReport(draft.value).length === 0) sending.run()
          }}
        />
      }
    >
      <Section title={t('report.code')}>
        <View className="ec-mono">{code.slice(0, 400)}</View>
      </Section>
      <Fields
        value={draft.value}
        set={(patch) => {
          sending.clear()
          draft.set({ ...draft.value, ...patch })
        }}
        error={(field) => {
          const fault = faults.find((each) => each.field === field)
          return fault && describeFault(fault)
        }}
      />
      {sending.failure === undefined ? null : <ErrorState failure={sending.failure} subject={t('report.send')} />}
    </Screen>
  )
}
