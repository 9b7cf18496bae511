// A page that is one form: its fields, its failure, and the one button; afterwards the outcome.
import type { ReactNode } from 'react'
import type { Recorded } from '@ectrace/shared/api/views'
import type { ActForm } from '../api/use-act-form'
import { describeFailure } from '../i18n/describe-failure'
import { useTranslate } from '../i18n/translate'
import { ConfirmBar } from './confirm-bar'
import { ErrorState } from './error-state'
import { Outcome } from './outcome'
import { Screen } from './screen'

type Props<D, T> = {
  title: string
  form: ActForm<D, T>
  /** Name of the form, as useActForm has it. */
  name: string
  /** On the button: 登记产品. */
  act: string
  /** What is on chain afterwards: 产品已登记. */
  done: string
  /** Ways on after success. */
  next: (recorded: Recorded<T>) => ReactNode
  disabled?: boolean
  kind?: 'main' | 'danger'
  /** Above the button while nothing is wrong: what pressing it will do. */
  note?: string | undefined
  children: ReactNode
}

export const FormScreen = <D, T>({
  title,
  form,
  name,
  act,
  done,
  next,
  disabled,
  kind,
  note,
  children,
}: Props<D, T>) => {
  const t = useTranslate()
  const { outcome, failure } = form
  if (outcome !== undefined) {
    return (
      <Screen title={title}>
        <Outcome recorded={outcome} form={name} done={done} onSettled={form.settled} onRetry={form.again}>
          {next(outcome)}
        </Outcome>
      </Screen>
    )
  }
  return (
    <Screen
      title={title}
      footer={
        <ConfirmBar
          text={act}
          kind={kind ?? 'main'}
          busy={form.busy}
          disabled={disabled === true}
          note={form.wrong > 0 ? t('form.correct', { n: form.wrong }) : failure ? describeFailure(failure).what : note}
          onPress={form.submit}
        />
      }
    >
      {children}
      {failure === undefined ? null : <ErrorState failure={failure} subject={act} />}
    </Screen>
  )
}
