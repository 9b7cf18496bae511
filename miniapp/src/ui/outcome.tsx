// What became of an act: on chain, on its way, waiting for the person's own signature, or not taken.
import { View } from '@tarojs/components'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Recorded, TransactionView } from '@ectrace/shared/api/views'
import { useSettled } from '../api/use-settled'
import { shorten } from '../i18n/format'
import { useTranslate, type Key } from '../i18n/translate'
import { Button } from './button'
import { CopyButton } from './copy-button'
import { SignPanel } from './sign-panel'
import { Verdict } from './verdict'
import type { Tone } from './tone'

type Props = {
  recorded: Recorded
  /** The form it was sent from: its idempotency key is let go once the outcome is certain. */
  form?: string
  /** What was done, when it is on chain: 产品已登记. */
  done: string
  /** It is on chain, or waits for the person's own signature. Called once or more. */
  onSettled?: () => void
  /** Back to the form when the ledger did not take it. */
  onRetry?: () => void
  /** What to do next, once it is on chain: Buttons. */
  children?: ReactNode
}

const tones: Record<TransactionView['state'], Tone> = {
  committed: 'good',
  pending: 'wait',
  to_sign: 'act',
  unknown: 'bad',
}

const reasons: Record<Exclude<TransactionView['state'], 'committed'>, Key> = {
  pending: 'outcome.pendingText',
  to_sign: 'outcome.to_signText',
  unknown: 'outcome.unknownText',
}

export const Outcome = ({ recorded, form, done, onSettled, onRetry, children }: Props) => {
  const t = useTranslate()
  const { now, settle } = useSettled(recorded, form)
  const { state, transaction } = now
  const word = t(`outcome.${state}`)
  const settled = useRef(onSettled)
  settled.current = onSettled
  useEffect(() => {
    if (state === 'committed' || state === 'to_sign') settled.current?.()
  }, [state])
  const height = state === 'committed' && now.height !== undefined ? String(now.height) : undefined
  return (
    <View className={`ec-outcome ec-outcome--${state}`}>
      <Verdict
        tone={tones[state]}
        sentence={state === 'committed' ? done : word}
        reason={state === 'committed' ? word : t(reasons[state])}
      >
        <View className="ec-outcome__facts">
          {height === undefined ? null : (
            <View>
              {t('outcome.height')} {height}
            </View>
          )}
          <View>
            {t('outcome.transaction')} {shorten(transaction)}
          </View>
        </View>
      </Verdict>
      {state === 'to_sign' ? (
        <SignPanel transaction={transaction} envelope={now.envelope} openings={now.openings} onSigned={settle} />
      ) : null}
      <View className="ec-outcome__acts">
        {state === 'committed' ? children : null}
        {state === 'unknown' && onRetry !== undefined ? (
          <Button kind="main" text={t('outcome.retry')} onPress={onRetry} />
        ) : null}
        <CopyButton text={transaction} word={t('outcome.copyTransaction')} />
      </View>
    </View>
  )
}
