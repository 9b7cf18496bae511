// The sentence over the page: grey while the phone is checking, then one colour.
import type { VerdictKind } from '@ectrace/shared/domain/verdict'
import { messageOf } from '@ectrace/shared/errors'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import type { Tone } from '../../ui/tone'
import { Verdict } from '../../ui/verdict'
import type { TraceCheck } from './trace-check'
import type { Painted } from './use-trace'

const tones: Record<VerdictKind, Tone> = {
  unknown: 'bad',
  recalled: 'bad',
  tampered: 'bad',
  frozen: 'bad',
  voided: 'bad',
  expired: 'bad',
  not_activated: 'caution',
  hidden_used: 'caution',
  clone_risk: 'caution',
  unverified_organisation: 'caution',
  not_proven: 'caution',
  verified: 'good',
}

/** What the platform says of the goods needs no waiting for the proof: it only ever warns. */
const atOnce: readonly VerdictKind[] = ['recalled', 'frozen', 'voided']

/** Red because of the log itself: the records were not even looked at. */
const proofFailed = ({ verdict, log }: TraceCheck): boolean => verdict === 'tampered' && log.state === 'failed'

type Props = { painted: Painted; expiresOn: string | undefined; onRetry: () => void }

export const VerdictPanel = ({ painted, expiresOn, onRetry }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const { check, progress, view } = painted
  const lines = view.asOf.stale ? [t('trace.stale')] : []
  if (check === undefined) {
    const known = atOnce.find((kind) => kind === view.verdict)
    if (known === undefined)
      return <Verdict tone="wait" sentence={t('trace.checking')} reason={t('trace.checkingReason', progress)} />
    return (
      <Verdict
        tone={tones[known]}
        sentence={t(`trace.verdict.${known}`)}
        reason={t(`trace.verdict.${known}.reason`)}
        also={[t('trace.checking')]}
      />
    )
  }
  const reasonOf = ({ verdict, log }: TraceCheck): string => {
    if (verdict === 'tampered' && log.state === 'failed')
      return t('trace.log.failed', { what: messageOf(log.code, language) })
    if (verdict === 'not_proven' && log.state === 'unproven') return t(`trace.notProven.${log.reason}`)
    return t(`trace.verdict.${verdict}.reason`, { count: Object.keys(check.records).length, day: expiresOn ?? '' })
  }
  const failed = check.checks.filter(({ outcome }) => outcome === 'failed').length
  const also = [
    ...check.also.map((kind) => t(`trace.verdict.${kind}`)),
    ...(failed === 0 ? [] : [t('checks.also', { failed })]),
  ]
  return (
    <Verdict
      tone={tones[check.verdict]}
      sentence={t(proofFailed(check) ? 'trace.log' : `trace.verdict.${check.verdict}`)}
      reason={reasonOf(check)}
      also={[...also, ...lines]}
      {...(check.verdict === 'verified' ? { icon: 'shield' as const } : {})}
    >
      {check.verdict === 'not_proven' ? <Button text={t('common.retry')} icon="refresh" onPress={onRetry} /> : null}
    </Verdict>
  )
}
