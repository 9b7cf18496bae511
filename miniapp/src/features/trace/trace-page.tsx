// The consumer's page: one code, its verdict first, then what it is, where it has been, and why that can be believed.
import type { HiddenCheckView } from '@ectrace/shared/api/code-views'
import { useEffect, useMemo, useState } from 'react'
import { useTranslate } from '../../i18n/translate'
import { pageOrigin } from '../../platform/device'
import { codeOf, pageUrl, useParameters } from '../../platform/navigation'
import { useSharePage } from '../../platform/share-page'
import { keepLastCheck } from '../../state/last-checks'
import { EmptyState } from '../../ui/empty-state'
import { ErrorState } from '../../ui/error-state'
import { Screen } from '../../ui/screen'
import { Skeleton } from '../../ui/skeleton'
import { Verdict } from '../../ui/verdict'
import { askedCode, type AskedCode } from './asked-code'
import { Documents } from './documents'
import { FaultList } from './fault-list'
import { Flow } from './flow'
import { HiddenCheck } from './hidden-check'
import { hostOfLink } from './host-of-link'
import { LedOn } from './led-on'
import { PackCode } from './pack-code'
import { withPictureFaults } from './picture-fault'
import { LastResult } from './last-result'
import { Plausibility } from './plausibility'
import { ProductCard } from './product-card'
import { ProofFold } from './proof-fold'
import { ReportLink } from './report-link'
import { RestoredNotice } from './restored-notice'
import { ScanSection } from './scan-section'
import { TraceActs } from './trace-acts'
import type { TraceCheck } from './trace-check'
import { tellStory, type Story } from './trace-story'
import { TradeCode } from './trade-code'
import { useScan, type ScanState } from './use-scan'
import { useTrace, type Painted } from './use-trace'
import { VerdictPanel } from './verdict-panel'
import { wholeVerdict, type Counted } from './whole-verdict'
import { CodeText, ScanAgain, WrongCode, wrongCodeKind } from './wrong-code'
import './trace.scss'

type PaintedProps = { painted: Painted; asked: string; scan: ScanState; onRetry: () => void }

/** A check that is through is kept for a day without a network. */
const useKeptResult = (check: TraceCheck | undefined, counted: Counted, story: Story, code: string): void => {
  const verdict = check && wholeVerdict(check, counted).verdict
  const { name = '' } = story.product
  const { lot = '' } = story.batch
  useEffect(() => {
    if (verdict === undefined || verdict === 'not_proven') return
    keepLastCheck({ code, verdict, product: name, lot, at: new Date().toISOString() })
  }, [verdict, name, lot, code])
}

/** Names of records whose picture came with other bytes. */
const useWrongPictures = (): { wrong: readonly string[]; blame: (record: string) => void } => {
  const [wrong, setWrong] = useState<readonly string[]>([])
  const blame = (record: string): void => {
    setWrong((before) => (before.includes(record) ? before : [...before, record]))
  }
  return { wrong, blame }
}

const PaintedTrace = ({ painted: found, asked, scan, onRetry }: PaintedProps) => {
  const { view } = found
  const counted = scan.phase === 'told' ? scan.scan : undefined
  const [hidden, setHidden] = useState<HiddenCheckView | undefined>(undefined)
  const story = useMemo(() => tellStory(view), [view])
  const { wrong, blame } = useWrongPictures()
  const check = found.check && withPictureFaults(found.check, wrong)
  const painted = { ...found, check }
  useKeptResult(check, { scan: counted, hidden }, story, asked)
  const plausible = <Plausibility painted={painted} />
  // What does not add up is read before the goods; that all of it does, after their way.
  const doubtful = check?.checks.some(({ outcome }) => outcome === 'failed') === true || check?.checksDiffer === true
  return (
    <>
      <VerdictPanel
        painted={painted}
        counted={{ scan: counted, hidden }}
        expiresOn={story.batch.expiresOn}
        onRetry={onRetry}
      />
      <RestoredNotice painted={painted} />
      {check === undefined ? null : <FaultList view={view} check={check} />}
      {doubtful ? plausible : null}
      <ProductCard story={story} onWrongPicture={blame} />
      {counted === undefined ? null : <HiddenCheck code={asked} scan={counted} result={hidden} onResult={setHidden} />}
      <Flow stations={story.stations} check={check} onWrongPicture={blame} />
      <Documents view={view} stations={story.stations} onWrongPicture={blame} />
      {doubtful ? null : plausible}
      <ScanSection state={scan} />
      <TraceActs painted={painted} story={story} />
      <ReportLink code={asked} />
      <ProofFold painted={painted} onForgotten={onRetry} />
    </>
  )
}

const GoodsTrace = ({ goods }: { goods: Extract<AskedCode, { kind: 'goods' }> }) => {
  const t = useTranslate()
  const { state, reload } = useTrace(goods)
  const scan = useScan(state.phase === 'painted' && state.view.code.kind === 'item' ? goods.text : undefined)
  if (state.phase === 'painted') return <PaintedTrace painted={state} asked={goods.text} scan={scan} onRetry={reload} />
  if (state.phase === 'malformed') {
    const fields = state.error.details.faults?.map(({ field }) => field).join(' ') ?? ''
    return <WrongCode code="PROOF_MALFORMED" text={goods.text} fields={fields} onRetry={reload} />
  }
  if (state.phase === 'failed') {
    const { failure } = state
    const wrong = wrongCodeKind(failure.code)
    if (wrong !== undefined) return <WrongCode code={wrong} text={goods.text} requestId={failure.requestId} />
    return (
      <>
        <Verdict tone="wait" icon="alert" sentence={t('trace.offline')} reason={t('trace.offlineReason')} />
        <ErrorState failure={failure} onRetry={reload} />
        <LastResult code={goods.text} />
        <CodeText text={goods.text} />
      </>
    )
  }
  return (
    <>
      <Verdict tone="wait" sentence={t('trace.loading')} silent />
      <Skeleton lines={5} />
      <Skeleton lines={6} />
    </>
  )
}

const Content = ({ asked, led }: { asked: AskedCode; led: boolean }) => {
  const t = useTranslate()
  switch (asked.kind) {
    case 'goods':
      return (
        <LedOn {...asked} led={led}>
          <GoodsTrace goods={asked} />
        </LedOn>
      )
    case 'pack':
      return (
        <LedOn {...asked} led={led}>
          <PackCode sscc={asked.sscc} />
        </LedOn>
      )
    case 'trade':
      return (
        <LedOn {...asked} led={led}>
          <TradeCode no={asked.no} />
        </LedOn>
      )
    case 'wrong':
      return <WrongCode code={wrongCodeKind(asked.error.code) ?? 'CODE_MALFORMED'} text={asked.text} />
    case 'none':
      return (
        <EmptyState icon="scan" title={t('trace.none')} text={t('trace.noneText')}>
          <ScanAgain first />
        </EmptyState>
      )
  }
}

export const TracePage = () => {
  const t = useTranslate()
  const parameters = useParameters()
  const text = codeOf(parameters)
  const asked = useMemo(() => askedCode(text, [hostOfLink(pageOrigin())]), [text])
  useSharePage(t('opening.share'), asked.kind === 'goods' ? pageUrl('trace', { c: asked.path }) : pageUrl('index'))
  return (
    <Screen title={t(asked.kind === 'trade' ? 'trace.trade.title' : 'trace.title')}>
      <Content asked={asked} led={parameters['led'] === '1'} />
    </Screen>
  )
}
