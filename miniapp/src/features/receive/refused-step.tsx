// The chain did not agree: every difference with both values, nothing received, and the two ways on.
import { useEffect } from 'react'
import { View } from '@tarojs/components'
import { shorten } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { playCue } from '../../platform/cue'
import { goTo, hasPage } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { DifferenceList, type Names } from '../../ui/difference-list'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { SessionMenu } from '../../ui/session-menu'
import { Verdict } from '../../ui/verdict'
import type { Refusal } from './refusal'

type Props = { no: string; refusal: Refusal; names: Names; onAmend: () => void }

const Attempt = ({ attempt }: { attempt: Refusal['attempt'] }) => {
  const t = useTranslate()
  if (attempt === undefined) return <View>{t('receive.noAttempt')}</View>
  const id = shorten(attempt.transaction)
  return (
    <View className="ec-receive-attempt">
      {t(attempt.committed ? 'receive.attempt' : 'receive.attemptPending', { n: attempt.number, id })}
    </View>
  )
}

export const RefusedStep = ({ no, refusal, names, onAmend }: Props) => {
  const t = useTranslate()
  const { differences, attempt } = refusal
  const page = 'trade'
  const notes: string = 'discrepancy'
  useEffect(() => {
    playCue('miss')
  }, [])
  return (
    <Screen
      title={t('receive.resultTitle')}
      back={false}
      action={<SessionMenu />}
      footer={
        <ConfirmBar text={t('receive.amend')} onPress={onAmend}>
          {hasPage(notes) ? (
            <Button
              text={t('receive.raise')}
              onPress={() => {
                goTo(notes, { no })
              }}
            />
          ) : null}
          {hasPage(page) ? (
            <Button
              text={t('receive.refuse')}
              onPress={() => {
                goTo(page, { no, act: 'refuse' })
              }}
            />
          ) : null}
        </ConfirmBar>
      }
    >
      <View className="ec-receive-refused">
        <Verdict
          tone="bad"
          sentence={t('receive.refused', { count: differences.length })}
          reason={t('receive.refusedText')}
        >
          <Attempt attempt={attempt} />
        </Verdict>
      </View>
      <Section title={t('receive.differences')}>
        <DifferenceList differences={differences} names={names} />
      </Section>
    </Screen>
  )
}
