// Whether what was counted can be sent now, and if not, why.
import { createObservable } from '../state/observable'
import type { ApiFailure } from './api-failure'

/** reached: it goes. offline: no network, or no answer. login: the session is over. denied: this person may not. busy: later. */
export type Reach = 'reached' | 'offline' | 'login' | 'denied' | 'busy'

export const reach = createObservable<Reach>('reached')

/** undefined: the server's word on the matter itself, which sending again does not change. */
export const passingReason = ({ code, status }: ApiFailure): Exclude<Reach, 'reached'> | undefined => {
  if (code === 'NETWORK') return 'offline'
  if (status === 401) return 'login'
  if (code === 'FORBIDDEN') return 'denied'
  return status >= 500 || status === 429 ? 'busy' : undefined
}
