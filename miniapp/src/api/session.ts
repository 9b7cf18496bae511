// Who is logged in on this device.
import type { Session } from '@ectrace/shared/api/views'
import { forget, readStored, store } from '../platform/storage'
import { createObservable, useObservable } from '../state/observable'
import { changeAccount, deviceAccount, putAccount, type DeviceAccount } from './device-accounts'
import { isSession } from './is-session'
import { setOperator } from './operator'
import { sealing } from './sealing'
import { forgetSessionKey, keepSessionKey, sessionKeyOf } from './session-key'

const stored = readStored('session')

/** undefined: nobody. */
export const session = createObservable<Session | undefined>(isSession(stored) ? stored : undefined)

export const useSession = (): Session | undefined => useObservable(session)

/** What is kept under a PIN that is not known now belongs to a session that is over: the PIN is set anew. */
const accountOf = ({ me }: Session): DeviceAccount => {
  const pin = sessionKeyOf(me.user) === undefined ? undefined : deviceAccount(me.user)?.pin
  const account = { user: me.user, login: me.login, organisation: me.organisation.name }
  return pin === undefined ? account : { ...account, pin }
}

/** What the PIN opens later is this session. The ciphers take a moment to load; a PIN that was set meanwhile has its own key. */
const seal = async (next: Session): Promise<void> => {
  const { user } = next.me
  const key = sessionKeyOf(user)
  const lock = deviceAccount(user)?.pin?.lock
  if (key === undefined || lock === undefined) return
  const { sealText } = await sealing()
  const sealed = sealText(key, JSON.stringify(next))
  changeAccount(user, (account) =>
    account.pin?.lock.sealed === lock.sealed ? { ...account, pin: { ...account.pin, sealed } } : account,
  )
}

/** Puts the session in use away for `user`: one with a PIN is sealed already, one without stays open for coming back in one tap. */
export const putAway = (current: Session): void => {
  changeAccount(current.me.user, (account) => (account.pin === undefined ? { ...account, session: current } : account))
  forgetSessionKey()
  forget('session')
}

/** Takes over from whoever was logged in, whose session is put away. `key`: that a PIN has just opened, to seal renewed tokens with. */
export const beginSession = (next: Session, key?: Uint8Array): void => {
  const current = session.get()
  if (current !== undefined && current.me.user !== next.me.user) putAway(current)
  if (key !== undefined) keepSessionKey(next.me.user, key)
  putAccount(accountOf(next))
  // Where they cannot be loaded, the PIN opens an older session, whose tokens the server renews or refuses.
  seal(next).catch(() => undefined)
  if (sessionKeyOf(next.me.user) === undefined) forgetSessionKey()
  store('session', next)
  forget('left')
  setOperator(next.me)
  session.set(next)
}

/** New tokens of the session in use. Where another tab has changed to another account, they go to what is put away. */
export const renewedSession = (next: Session): void => {
  const shown = readStored('session')
  if (!isSession(shown) || shown.me.user === next.me.user) beginSession(next)
  else {
    changeAccount(next.me.user, (account) => (account.pin === undefined ? { ...account, session: next } : account))
    session.set(next)
  }
}

/** Forgets the session on this device; drafts and the operator's name stay. */
export const dropSession = (): void => {
  forget('session')
  session.set(undefined)
}
