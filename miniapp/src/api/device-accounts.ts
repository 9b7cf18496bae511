// The accounts that were used on this device, newest first: their names, and for those not in use their session, open or under a PIN.
import type { Session } from '@ectrace/shared/api/views'
import { readPinLock, type PinLock } from '@ectrace/shared/sealing/pin-lock'
import { readStored, store } from '../platform/storage'
import { createObservable, useObservable } from '../state/observable'
import { isSession } from './is-session'

/** `sealed`: the session under the key that `lock` holds. `wrong`: wrong PINs in a row. */
export type PinKept = { lock: PinLock; sealed: string; wrong: number }
/** Neither `session` nor `pin`: it needs its password again. The account in use has no `session` here. */
export type DeviceAccount = { user: string; login: string; organisation: string; session?: Session; pin?: PinKept }

const key = 'accounts'
/** A shift and its neighbours; the one not used for longest goes first. */
const most = 12

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const readPin = (stored: unknown): PinKept | undefined => {
  if (!isRecord(stored)) return undefined
  const { sealed, wrong } = stored
  const lock = readPinLock(stored['lock'])
  return lock !== undefined && typeof sealed === 'string' && typeof wrong === 'number'
    ? { lock, sealed, wrong }
    : undefined
}

const readAccount = (stored: unknown): DeviceAccount[] => {
  if (!isRecord(stored)) return []
  const { user, login, organisation, session } = stored
  if (typeof user !== 'string' || typeof login !== 'string' || typeof organisation !== 'string') return []
  const pin = readPin(stored['pin'])
  const open = isSession(session) && session.me.user === user ? { session } : {}
  return [{ user, login, organisation, ...open, ...(pin === undefined ? {} : { pin }) }]
}

const readAll = (): readonly DeviceAccount[] => {
  const stored = readStored(key)
  return Array.isArray(stored) ? stored.slice(0, most).flatMap(readAccount) : []
}

const accounts = createObservable<readonly DeviceAccount[]>(readAll())

export const useDeviceAccounts = (): readonly DeviceAccount[] => useObservable(accounts)

/** Always as storage has it: another tab may have changed it. */
const change = (next: (before: readonly DeviceAccount[]) => readonly DeviceAccount[]): void => {
  const list = next(readAll()).slice(0, most)
  store(key, list)
  accounts.set(list)
}

export const deviceAccount = (user: string): DeviceAccount | undefined => readAll().find((one) => one.user === user)

/** Puts the account first. */
export const putAccount = (account: DeviceAccount): void => {
  change((before) => [account, ...before.filter(({ user }) => user !== account.user)])
}

/** Changes it where it stands; nothing when it is not there. */
export const changeAccount = (user: string, edit: (before: DeviceAccount) => DeviceAccount): void => {
  change((before) => before.map((one) => (one.user === user ? edit(one) : one)))
}

export const forgetAccount = (user: string): void => {
  change((before) => before.filter((one) => one.user !== user))
}
