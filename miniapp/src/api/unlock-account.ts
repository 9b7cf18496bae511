// Changing who works on this device: by PIN without any signal, or in one tap where no PIN was set.
import { isPin } from '@ectrace/shared/sealing/pin-lock'
import { randomBytes } from '../platform/random'
import { clearOperator } from './operator'
import { changeAccount, deviceAccount, forgetAccount } from './device-accounts'
import { isSession } from './is-session'
import { sealing } from './sealing'
import { forgetSessionKey, keepSessionKey } from './session-key'
import { beginSession, dropSession, putAway, session } from './session'

export const wrongPinsAllowed = 5

/** `left`: tries before the session kept under the PIN is forgotten; 0: it is forgotten, the password is needed. */
export type Unlocked = { done: true } | { done: false; left: number }

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const withoutPin = (user: string): void => {
  changeAccount(user, ({ pin: _, ...rest }) => rest)
}

const failedOnce = (user: string, wrong: number): Unlocked => {
  if (wrong >= wrongPinsAllowed) withoutPin(user)
  return { done: false, left: Math.max(0, wrongPinsAllowed - wrong) }
}

/** A try is counted before it is looked at: ending the app does not give another one. */
export const unlockAccount = async (user: string, pin: string): Promise<Unlocked> => {
  const kept = deviceAccount(user)?.pin
  if (kept === undefined) return { done: false, left: 0 }
  const wrong = kept.wrong + 1
  changeAccount(user, (account) => ({ ...account, pin: { ...kept, wrong } }))
  const { openPinLock, openText } = await sealing()
  const key = await openPinLock(kept.lock, pin)
  const text = key === undefined ? undefined : openText(key, kept.sealed)
  const opened = text === undefined ? undefined : parsed(text)
  if (key === undefined || !isSession(opened) || opened.me.user !== user) return failedOnce(user, wrong)
  changeAccount(user, (account) => ({ ...account, pin: { ...kept, wrong: 0 } }))
  beginSession(opened, key)
  return { done: true }
}

/** false: its session is not open on this device. */
export const switchAccount = (user: string): boolean => {
  const open = deviceAccount(user)?.session
  if (open === undefined) return false
  beginSession(open)
  return true
}

/** Puts a PIN over the session in use. false: nobody is logged in, or it is no PIN. */
export const setPin = async (pin: string): Promise<boolean> => {
  const current = session.get()
  if (current === undefined || !isPin(pin)) return false
  const { lockWithPin, sealText } = await sealing()
  const key = await randomBytes(32)
  const lock = await lockWithPin(pin, await randomBytes(16), key)
  const now = session.get()
  if (now?.me.user !== current.me.user) return false
  keepSessionKey(now.me.user, key)
  changeAccount(now.me.user, ({ session: _, ...account }) => ({
    ...account,
    pin: { lock, sealed: sealText(key, JSON.stringify(now)), wrong: 0 },
  }))
  return true
}

/** The session in use stays, without a PIN. */
export const removePin = (user: string): void => {
  withoutPin(user)
  forgetSessionKey()
}

/** Nobody is in use afterwards; the session waits under its PIN. false: it has none. */
export const lockDevice = (): boolean => {
  const current = session.get()
  if (current === undefined || deviceAccount(current.me.user)?.pin === undefined) return false
  putAway(current)
  dropSession()
  clearOperator()
  return true
}

/** Takes an account off this device. */
export const leaveDevice = (user: string): void => {
  forgetAccount(user)
  if (session.get()?.me.user !== user) return
  forgetSessionKey()
  dropSession()
  clearOperator()
}
