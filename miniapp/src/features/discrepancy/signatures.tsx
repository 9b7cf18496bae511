// The two signed words of a note, and how it was escalated: who, when, and under which record on chain.
import type { DiscrepancyView, SignedAct } from '@ectrace/shared/api/discrepancy-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { callFile } from '../../api/call'
import { useDownload } from '../../api/use-download'
import { formatTime, shorten } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { ErrorState } from '../../ui/error-state'
import { Timeline, type TimelineItem } from '../../ui/timeline'

/** The record's proof as a file that anybody can check without this platform. */
const SaveProof = ({ transaction }: { transaction: string }) => {
  const t = useTranslate()
  const saving = useDownload(
    () => `ectrace-proof-${transaction.slice(0, 12)}.json`,
    (progress) => callFile(endpoints.proof, { params: { id: transaction } }, progress),
  )
  return (
    <>
      <Button kind="quiet" icon="save" text={t('discrepancy.proof')} busy={saving.busy} onPress={saving.start} />
      {saving.failure === undefined ? null : <ErrorState failure={saving.failure} subject={t('discrepancy.proof')} />}
    </>
  )
}

export const Signatures = ({ note }: { note: DiscrepancyView }) => {
  const t = useTranslate()
  const { raised, escalated, answered, buyer, supplier } = note
  const signed = (
    act: SignedAct,
    look: Pick<TimelineItem, 'icon' | 'tone' | 'title'>,
    party: string,
  ): TimelineItem => ({
    ...look,
    key: act.transaction,
    time: formatTime(act.at),
    note: `${t('discrepancy.signedBy', { party, user: shorten(act.by) })} · ${t('discrepancy.onChain', { id: shorten(act.transaction) })}`,
    children: <SaveProof transaction={act.transaction} />,
  })
  return (
    <Timeline
      items={[
        signed(raised, { icon: 'alert', tone: 'caution', title: t('discrepancy.step.raised') }, buyer.name),
        ...(escalated === undefined
          ? []
          : [signed(escalated, { icon: 'alert', tone: 'bad', title: t('discrepancy.step.escalated') }, buyer.name)]),
        ...(answered === undefined
          ? []
          : [
              signed(
                answered,
                {
                  icon: answered.answer === 'dispute' ? 'cross' : 'check',
                  tone: answered.answer === 'dispute' ? 'bad' : 'good',
                  title: t(`discrepancy.step.${answered.answer}`),
                },
                supplier.name,
              ),
            ]),
      ]}
    />
  )
}
