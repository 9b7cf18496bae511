// What any failure says to people: what happened, and what to do now.
import { messageOf } from '@ectrace/shared/errors'
import type { ApiFailure } from '../api/api-failure'
import { language } from '../state/settings'
import { describeFault, nameField } from './describe-fault'
import { t } from './translate'

export type FailureText = {
  what: string
  advice: string
  faults: string[]
  requestId: string | undefined
  code: string
}

const whatOf = (failure: ApiFailure): string => {
  if (failure.code === 'NETWORK') return t(`failure.${failure.network ?? 'offline'}`)
  return messageOf(failure.code, language.get())
}

const adviceOf = (failure: ApiFailure): string => {
  if (failure.code === 'NETWORK') return t(failure.wrote ? 'failure.advice.maybeSent' : 'failure.advice.network')
  if (failure.status >= 500) return t('failure.advice.server')
  if (failure.status === 429) return t('failure.advice.wait')
  if (failure.status === 401) return t('failure.advice.login')
  if (failure.status === 403) return t('failure.advice.denied')
  if (failure.status === 404) return t('failure.advice.check')
  return failure.faults.length > 0 ? t('failure.advice.correct') : t('failure.advice.again')
}

/** In the reader's language. `faults` are lines such as `数量：必须大于 0`. */
export const describeFailure = (failure: ApiFailure): FailureText => ({
  what: whatOf(failure),
  advice: adviceOf(failure),
  faults: failure.faults.map((fault) =>
    t('failure.fault', { field: nameField(fault.field), fault: describeFault(fault) }),
  ),
  requestId: failure.requestId,
  code: failure.code,
})
