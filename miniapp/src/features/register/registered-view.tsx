// After registering: what 未实名 means, and where to go on.
import { useTranslate } from '../../i18n/translate'
import { shorten } from '../../i18n/format'
import { goTo, hasPage, restartAt } from '../../platform/navigation'
import { useSession } from '../../api/session'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { ErrorState } from '../../ui/error-state'
import { Fact } from '../../ui/fact'
import { Notice } from '../../ui/notice'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { Verdict } from '../../ui/verdict'
import type { Register, Registered } from './use-register'

type Props = { register: Register; done: Registered }

/** Sent, but not on chain yet: asking again with the same form gives its outcome and never registers twice. */
const Waiting = ({ register }: { register: Register }) => {
  const t = useTranslate()
  const { send } = register
  return (
    <Screen
      title={t('register.title')}
      footer={<ConfirmBar text={t('register.askAgain')} busy={send.busy} onPress={send.run} />}
    >
      <Verdict tone="wait" sentence={t('register.pending')} reason={t('register.pendingText')} />
      {send.failure === undefined ? null : <ErrorState failure={send.failure} />}
    </Screen>
  )
}

const Next = ({ page, text }: { page: string; text: string }) =>
  hasPage(page) ? (
    <Button
      wide
      text={text}
      onPress={() => {
        goTo(page)
      }}
    />
  ) : null

export const RegisteredView = ({ register, done }: Props) => {
  const t = useTranslate()
  const loggedIn = useSession() !== undefined
  if (!done.onChain) return <Waiting register={register} />
  const { failure } = register.send
  return (
    <Screen
      title={t('register.title')}
      back={false}
      footer={
        <ConfirmBar
          text={t('register.start')}
          onPress={() => {
            restartAt('index')
          }}
        />
      }
    >
      <Verdict tone="good" sentence={t('register.done')} reason={loggedIn ? t('register.loggedIn') : undefined} />
      {failure === undefined ? null : <ErrorState failure={failure} subject={t('login.subject')} />}
      <Notice tone="caution" title={t('register.unverified')}>
        {t('register.unverifiedText')}
      </Notice>
      <Section title={t('register.next')}>
        <Next page="organisation" text={t('register.nextUsers')} />
        <Next page="products" text={t('register.nextProducts')} />
      </Section>
      <Section title={t('register.proof')}>
        <Fact name={t('register.transaction')} mono>
          {shorten(done.transaction, 12, 8)}
        </Fact>
        {done.height === undefined ? null : <Fact name={t('register.height')}>{String(done.height)}</Fact>}
      </Section>
    </Screen>
  )
}
