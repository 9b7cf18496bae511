// The sentence over the page: grey while the phone is checking, then one colour.
import type { VerdictKind } from '@ectrace/shared/domain/verdict'
import { messageOf } from '@ectrace/shared/errors'
import { findingWords } from '../../i18n/finding-words'
import { useLanguage, useTranslate, type Translate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import type { Tone } from '../../ui/tone'
import { Verdict } from '../../ui/verdict'
import type { TraceCheck } from './trace-check'
import type { Painted } from './use-trace'
import { wholeVerdict, type Counted } from './whole-verdict'

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
const proofFailed = (verdict: VerdictKind, { log }: TraceCheck): boolean =>
  verdict === 'tampered' && log.state === 'failed'

type Props = {
  painted: Painted
  /** What the platform says of the item's scans: it comes later than the records, or not at all. */
  counted: Counted
  expiresOn: string | undefined
  onRetry: () => void
}

/** The gravest of what is unusual about the scans, in words. */
const cautionOf = (t: Translate, { scan }: Counted): string | undefined => {
  const finding = scan?.findings.find(({ level }) => level === 'caution')
  return finding && findingWords(t, finding)
}

export const VerdictPanel = ({ painted, counted, expiresOn, onRetry }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const { check, progress, view } = painted
  const lines = view.asOf.stale ? [t('trace.stale')] : []
  if (check === undefined) {
    const known = atOnce.find((kind) => kind === view.verdict)
    if (known === undefined)
      return <Verdict tone="wait" sentence={t('trace.checking')} reason={t('trace.checkingReason', progress)} silent />
    return (
      <Verdict
        tone={tones[known]}
        sentence={t(`trace.verdict.${known}`)}
        reason={t(`trace.verdict.${known}.reason`)}
        also={[t('trace.checking')]}
      />
    )
  }
  const { verdict, also: lower, genuine } = wholeVerdict(check, counted)
  const caution = cautionOf(t, counted)
  const reasonOf = ({ log }: TraceCheck): string => {
    if (genuine) return t('trace.verdict.genuine.reason')
    if (verdict === 'clone_risk' && caution !== undefined) return caution
    if (verdict === 'tampered' && log.state === 'failed')
      return t('trace.log.failed', { what: messageOf(log.code, language) })
    if (verdict === 'not_proven' && log.state === 'unproven') return t(`trace.notProven.${log.reason}`)
    return t(`trace.verdict.${verdict}.reason`, { count: Object.keys(check.records).length, day: expiresOn ?? '' })
  }
  const failed = check.checks.filter(({ outcome }) => outcome === 'failed').length
  const also = [
    ...lower.map((kind) => (kind === 'clone_risk' && caution !== undefined ? caution : t(`trace.verdict.${kind}`))),
    ...(failed === 0 ? [] : [t('checks.also', { failed })]),
  ]
  return (
    <Verdict
      tone={tones[verdict]}
      sentence={t(
        proofFailed(verdict, check) ? 'trace.log' : genuine ? 'trace.verdict.genuine' : `trace.verdict.${verdict}`,
      )}
      reason={reasonOf(check)}
      also={[...also, ...lines]}
      {...(verdict === 'verified' ? { icon: 'shield' as const } : {})}
    >
      {verdict === 'not_proven' ? <Button text={t('common.retry')} icon="refresh" onPress={onRetry} /> : null}
    </Verdict>
  )
}
