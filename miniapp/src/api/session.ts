// Who is logged in on this device.
import type { Session } from '@ectrace/shared/api/views'
import { forget, readStored, store } from '../platform/storage'
import { createObservable, useObservable } from '../state/observable'

export const isSession = (value: unknown): value is Session => {
  if (typeof value !== 'object' || value === null) return false
  const { token, refresh, expiresAt, me } = value as Record<string, unknown>
  return [token, refresh, expiresAt].every((part) => typeof part === 'string') && typeof me === 'object' && me !== null
}

const stored = readStored('session')

/** undefined: nobody. */
export const session = createObservable<Session | undefined>(isSession(stored) ? stored : undefined)

export const useSession = (): Session | undefined => useObservable(session)

export const beginSession = (next: Session): void => {
  store('session', next)
  session.set(next)
}

/** Forgets the session on this device; drafts stay. */
export const dropSession = (): void => {
  forget('session')
  session.set(undefined)
}
