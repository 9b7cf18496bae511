// Ends the session: on this device at once, on the server as soon as it hears of it.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from './call'
import { dropSession } from './session'

/** Drafts stay. A server that cannot be reached forgets the session by itself. */
export const logOut = async (): Promise<void> => {
  const told = call(endpoints.endSession, { body: {} })
  dropSession()
  await told.catch(() => undefined)
}
