// What an answer would lead to, asked of the server before it is signed: what is due then, what was counted, and whether the two agree.
import { View } from '@tarojs/components'
import type { AnswerPreview, DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { formatQuantity } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Columns } from '../../ui/columns'
import { DifferenceList } from '../../ui/difference-list'
import { Loaded } from '../../ui/loaded'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import { AmendmentList } from './amendment-list'
import { namesOf } from './names-of'

type Body = BodyOf<typeof endpoints.answerDiscrepancy>
type Props = { trade: TradeView; note: DiscrepancyView; body: Body }

const DueThen = ({ trade, preview }: { trade: TradeView; preview: AnswerPreview }) => {
  const t = useTranslate()
  const language = useLanguage()
  const names = namesOf(trade)
  const dueNow = new Map((trade.expectation?.lines ?? []).map(({ line, due }) => [line, due]))
  const counted = new Map(preview.result.lines.map((line) => [line.line, line.accepted]))
  return (
    <Columns
      heads={[t('discrepancy.dueNow'), t('discrepancy.dueThen'), t('discrepancy.accepted')]}
      rows={preview.due.map(({ line, product, lot, unit, due }) => {
        const accepted = counted.get(line) ?? '0'
        return {
          key: String(line),
          name: names.get(product) ?? product,
          note: t('discrepancy.lot', { lot, unit: unitOfMeasureLabel(unit, language) }),
          values: [dueNow.get(line) ?? '0', due, accepted].map(formatQuantity),
          tone: due === accepted ? 'good' : 'caution',
        }
      })}
    />
  )
}

const Outlook = ({ trade, preview, dispute }: { trade: TradeView; preview: AnswerPreview; dispute: boolean }) => {
  const t = useTranslate()
  const { differences } = preview.result
  if (dispute) {
    return (
      <Notice tone="bad" icon="alert" title={t('discrepancy.willDispute')}>
        {t('discrepancy.willDisputeText')}
      </Notice>
    )
  }
  if (preview.receipt) {
    return (
      <Notice tone="good" title={t('discrepancy.willReceive')}>
        {t('discrepancy.willReceiveText')}
      </Notice>
    )
  }
  return (
    <>
      <Notice tone="caution" title={t('discrepancy.willDiffer', { count: differences.length })}>
        {t('discrepancy.willDifferText')}
      </Notice>
      <DifferenceList differences={differences} names={namesOf(trade)} />
    </>
  )
}

export const AnswerEffect = ({ trade, note, body }: Props) => {
  const t = useTranslate()
  const { no } = trade
  // What is written beside the choice changes nothing of the outcome.
  const asked = { ...body, reason: note.reason, party: note.party, note: '' } as Body
  const preview = useFetch(`preview:${no}:${String(note.n)}:${JSON.stringify(asked)}`, () =>
    call(endpoints.previewAnswer, { params: { no, n: String(note.n) }, body: asked }),
  )
  return (
    <Section title={t('discrepancy.effect')}>
      <View className="ec-discrepancy-note">
        <Loaded from={preview} subject={t('discrepancy.effect')} lines={3}>
          {(shown) => (
            <>
              <Outlook trade={trade} preview={shown} dispute={body.answer === 'dispute'} />
              {shown.amendments.length === 0 ? null : <AmendmentList amendments={shown.amendments} />}
              <DueThen trade={trade} preview={shown} />
            </>
          )}
        </Loaded>
      </View>
    </Section>
  )
}
