// One report: what the consumer says, and the brand's answer.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ReportView } from '@ectrace/shared/api/scan-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSession } from '../../api/session'
import { useSubmit } from '../../api/use-submit'
import { describeFault } from '../../i18n/describe-fault'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { checkText } from '../../state/check-field'
import { textsLike } from '../../state/read-draft'
import { useDraft } from '../../state/use-draft'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { ErrorState } from '../../ui/error-state'
import { Fact } from '../../ui/fact'
import { Field } from '../../ui/field'
import { reportTones } from '../../ui/report-tones'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'

const emptyAnswer = { answer: '' }
const mostAnswer = 1_000

const AnswerForm = ({ report, onAnswered }: { report: ReportView; onAnswered: () => void }) => {
  const t = useTranslate()
  const form = `answer:${report.receipt}`
  const draft = useDraft(form, emptyAnswer, textsLike(emptyAnswer))
  const [tried, setTried] = useState(false)
  const sending = useSubmit(async (state: 'answered' | 'closed') => {
    const body = { state, answer: draft.value.answer.trim() }
    await call(endpoints.answerReport, { params: { receipt: report.receipt }, body, form })
    draft.clear()
    setTried(false)
    onAnswered()
  })
  const own = checkText('answer', draft.value.answer)
  const [fault] = [...(tried ? own : []), ...(sending.failure?.faults ?? [])]
  const send = (state: 'answered' | 'closed') => () => {
    setTried(true)
    if (own.length === 0) sending.run(state)
  }
  return (
    <Section title={t('reports.answer')}>
      <Field
        label={t('reports.answerText')}
        hint={t('reports.answerHint')}
        lines={4}
        maxLength={mostAnswer}
        value={draft.value.answer}
        error={fault && describeFault(fault)}
        onChange={(answer) => {
          sending.clear()
          draft.set({ answer })
        }}
      />
      {sending.failure === undefined ? null : <ErrorState failure={sending.failure} subject={t('reports.answer')} />}
      <Button kind="main" text={t('reports.send')} busy={sending.busy} onPress={send('answered')} />
      <Button wide text={t('reports.close')} disabled={sending.busy} onPress={send('closed')} />
    </Section>
  )
}

const Said = ({ report }: { report: ReportView }) => {
  const t = useTranslate()
  const { kind, state, at, text, place, city, contact } = report
  return (
    <Section
      title={t(`report.kind.${kind}`)}
      aside={<StatusTag tone={reportTones[state]} text={t(`report.state.${state}`)} />}
    >
      <View className="ec-report-said">{text}</View>
      <Fact name={t('report.at')}>{formatTime(at)}</Fact>
      {place === undefined ? null : <Fact name={t('report.place')}>{place}</Fact>}
      {city === undefined ? null : <Fact name={t('reports.city')}>{city}</Fact>}
      {contact === undefined ? null : (
        <Fact name={t('report.contact')} source={t('reports.contactSource')}>
          {contact}
        </Fact>
      )}
      <Fact name={t('report.receipt')} mono>
        {report.receipt}
      </Fact>
    </Section>
  )
}

export const OneReport = ({ report, onAnswered }: { report: ReportView; onAnswered: () => void }) => {
  const t = useTranslate()
  const me = useSession()?.me
  const { productName, lot, path, state, answer, answeredAt } = report
  const own = me !== undefined && report.organisation === me.organisation.id
  const answers = me?.roles.some((role) => role === 'trader' || role === 'administrator') === true
  return (
    <>
      <Said report={report} />
      <Section title={productName === '' ? t('reports.noGoods') : productName} flush>
        <Row
          icon="shield"
          title={t('batch.openTrace')}
          note={lot === '' ? path : lot}
          onPress={() => {
            goTo('trace', { c: path })
          }}
        />
      </Section>
      <CopyButton text={path} word={t('reports.copyCode')} />
      {answer === undefined ? null : (
        <Section title={t('report.answer')}>
          <Fact name={t('report.answer')} source={answeredAt === undefined ? undefined : formatTime(answeredAt)}>
            {answer}
          </Fact>
        </Section>
      )}
      {own && answers && state !== 'closed' ? <AnswerForm report={report} onAnswered={onAnswered} /> : null}
    </>
  )
}
