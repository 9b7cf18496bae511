// The time to answer is over: the buyer escalates, which regulators see; the supplier may still answer.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { ErrorState } from '../../ui/error-state'
import { showToast } from '../../ui/toast'

const reasons = ['delay', 'quantity', 'other'] as const

export const Escalate = ({ note, onDone }: { note: DiscrepancyView; onDone: () => void }) => {
  const t = useTranslate()
  const { trade: no, n } = note
  const [reason, setReason] = useState<(typeof reasons)[number]>('delay')
  const [sure, setSure] = useState(false)
  const sending = useSubmit(async () => {
    await call(endpoints.escalateDiscrepancy, {
      params: { no, n: String(n) },
      body: { reason },
      form: `escalate:${no}:${String(n)}`,
    })
    showToast(t('discrepancy.escalated'), 'good')
    onDone()
  })
  return (
    <>
      {sure ? (
        <Choice
          label={t('discrepancy.escalateWhy')}
          options={reasons.map((one) => ({ value: one, text: t(`discrepancy.escalateReason.${one}`) }))}
          value={reason}
          onChange={setReason}
        />
      ) : null}
      <Button
        wide
        kind={sure ? 'danger' : 'plain'}
        icon="alert"
        text={t(sure ? 'discrepancy.escalateSure' : 'discrepancy.escalate')}
        busy={sending.busy}
        onPress={() => {
          if (sure) sending.run()
          else setSure(true)
        }}
      />
      {sending.failure === undefined ? null : (
        <ErrorState failure={sending.failure} subject={t('discrepancy.escalate')} onRetry={sending.run} />
      )}
    </>
  )
}
