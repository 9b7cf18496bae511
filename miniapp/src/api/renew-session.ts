// Access tokens live 15 minutes, a session 12 hours: when the token is over, the session is renewed once for all who wait.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Session } from '@ectrace/shared/api/views'
import { readStored } from '../platform/storage'
import { sendRequest } from '../platform/http'
import { uuid } from '../platform/uuid'
import { failureOf } from './api-failure'
import { isSession } from './is-session'
import { renewedSession, session } from './session'

let renewing: Promise<boolean> | undefined

/** A refresh token is good once: what another tab renewed is taken over, never renewed again. */
const fromOtherTab = ({ token, me }: Session): boolean => {
  const stored = readStored('session')
  if (!isSession(stored) || stored.token === token || stored.me.user !== me.user) return false
  session.set(stored)
  return true
}

const renew = async (): Promise<boolean> => {
  const current = session.get()
  if (current === undefined) return false
  if (fromOtherTab(current)) return true
  const reply = await sendRequest('POST', `/api/v1${endpoints.renewSession.path}`, {
    body: { refresh: current.refresh },
    headers: { 'idempotency-key': await uuid() },
  })
  if (reply.status < 300 && isSession(reply.json)) {
    // Meanwhile somebody else may have taken over this device.
    if (session.get()?.me.user === current.me.user) renewedSession(reply.json)
    return true
  }
  // Somebody else was quicker between the two looks.
  if (reply.status < 500 && reply.status !== 429) return fromOtherTab(current)
  throw failureOf(reply.status, reply.json, reply.headers['x-request-id'])
}

/** true: there is a new token. false: the session is over. Throws ApiFailure or NetworkFailure when that is not known. */
export const renewSession = (): Promise<boolean> => {
  renewing ??= renew().finally(() => {
    renewing = undefined
  })
  return renewing
}
