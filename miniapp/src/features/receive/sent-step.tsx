// The count agreed: on chain with its proof, or on its way there, which is never called failed.
import { View } from '@tarojs/components'
import { useEffect } from 'react'
import type { Recorded, TradeView, TransactionView } from '@ectrace/shared/api/views'
import { useSettled } from '../../api/use-settled'
import { shorten } from '../../i18n/format'
import { useTranslate, type Key } from '../../i18n/translate'
import { playCue } from '../../platform/cue'
import { hasPage, replaceWith, restartAt } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { CopyButton } from '../../ui/copy-button'
import { Fact } from '../../ui/fact'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { SessionMenu } from '../../ui/session-menu'
import { SignPanel } from '../../ui/sign-panel'
import { TradeStateTag } from '../../ui/trade-state-tag'
import { Verdict } from '../../ui/verdict'
import type { Tone } from '../../ui/tone'

type Props = {
  trade: TradeView
  recorded: Recorded
  /** It is on chain now. */
  onCommitted: (recorded: Recorded) => void
  /** The ledger did not take it: the count is still here. */
  onUnknown: () => void
}

type State = TransactionView['state']

const tones: Record<State, Tone> = { committed: 'good', pending: 'wait', to_sign: 'act', unknown: 'caution' }
const words: Record<State, { sentence: Key; reason: Key }> = {
  committed: { sentence: 'receive.done', reason: 'receive.doneText' },
  pending: { sentence: 'outcome.pending', reason: 'receive.pendingText' },
  to_sign: { sentence: 'outcome.to_sign', reason: 'outcome.to_signText' },
  unknown: { sentence: 'outcome.unknown', reason: 'outcome.unknownText' },
}

const useProofWords = (now: TransactionView): string | undefined => {
  const t = useTranslate()
  if (now.state !== 'committed') return undefined
  if (now.proof === 'pending') return t('receive.proofPending')
  return t('receive.proofReady', { index: now.proof.leafIndex + 1, size: now.proof.size })
}

const Facts = ({ now, trade }: { now: TransactionView; trade: TradeView }) => {
  const t = useTranslate()
  const proof = useProofWords(now)
  return (
    <Section>
      <Fact name={t('receive.tradeState')}>
        <TradeStateTag state={trade.state} />
      </Fact>
      <Fact name={t('receive.transaction')} mono>
        {shorten(now.transaction, 12, 8)}
      </Fact>
      {now.state === 'committed' && now.height !== undefined ? (
        <Fact name={t('outcome.height')}>{String(now.height)}</Fact>
      ) : null}
      {proof === undefined ? null : <Fact name={t('receive.proof')}>{proof}</Fact>}
      <CopyButton text={now.transaction} word={t('receive.copyTransaction')} />
    </Section>
  )
}

const openTrade = (no: string): void => {
  const page = 'trade'
  if (hasPage(page)) replaceWith(page, { no })
  else restartAt('index')
}

const nextTrade = (): void => {
  const page = 'receive'
  if (hasPage(page)) replaceWith(page)
}

const Next = ({ state, no, onUnknown }: { state: State; no: string; onUnknown: () => void }) => {
  const t = useTranslate()
  if (state === 'unknown') return <ConfirmBar text={t('receive.backToCount')} onPress={onUnknown} />
  return (
    <ConfirmBar
      text={t('receive.next')}
      disabled={state !== 'committed'}
      note={state === 'pending' ? t('receive.mayLeave') : undefined}
      onPress={nextTrade}
    >
      <Button
        text={t('receive.openTrade')}
        onPress={() => {
          openTrade(no)
        }}
      />
    </ConfirmBar>
  )
}

export const SentStep = ({ trade, recorded, onCommitted, onUnknown }: Props) => {
  const t = useTranslate()
  const { now, settle } = useSettled(recorded, undefined)
  const { state } = now
  useEffect(() => {
    if (now.state !== 'committed') return
    playCue('hit')
    onCommitted(now)
    // Once, when it becomes certain.
  }, [state])
  return (
    <Screen
      title={t('receive.resultTitle')}
      back={false}
      action={<SessionMenu />}
      footer={<Next state={state} no={trade.no} onUnknown={onUnknown} />}
    >
      <View className={`ec-receive-sent ec-receive-sent--${state}`}>
        <Verdict tone={tones[state]} sentence={t(words[state].sentence)} reason={t(words[state].reason)} />
      </View>
      {now.state === 'to_sign' ? (
        <SignPanel transaction={now.transaction} envelope={now.envelope} openings={now.openings} onSigned={settle} />
      ) : null}
      <Facts now={now} trade={trade} />
    </Screen>
  )
}
