// Ends the session: on this device at once, on the server as soon as it hears of it.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { store } from '../platform/storage'
import { call } from './call'
import { session } from './session'
import { leaveDevice } from './unlock-account'

/** Drafts stay. A server that cannot be reached forgets the session by itself. */
export const logOut = async (): Promise<void> => {
  const user = session.get()?.me.user
  const told = call(endpoints.endSession, { body: {} })
  if (user !== undefined) leaveDevice(user)
  store('left', true)
  await told.catch(() => undefined)
}
