// Private keys kept on this device, each sealed under a PIN of its own; one that was opened stays so for five minutes.
import { newOwnKey, ownKeyOf, ownKeySeedLength } from '@ectrace/shared/proof/own-key'
import { readPinLock, type PinLock } from '@ectrace/shared/sealing/pin-lock'
import { lockWithPin, openPinLock, openText, sealText } from '@ectrace/shared/sealing/seal'
import { randomBytes } from '../platform/random'
import { readStored, store } from '../platform/storage'
import { createObservable, useObservable } from '../state/observable'

type KeptKey = { publicKey: string; lock: PinLock; sealed: string }

const name = 'own-keys'
const most = 8
const openMs = 300_000

const readOne = (stored: unknown): KeptKey[] => {
  if (typeof stored !== 'object' || stored === null) return []
  const { publicKey, sealed, lock } = stored as Record<string, unknown>
  const read = readPinLock(lock)
  return typeof publicKey === 'string' && typeof sealed === 'string' && read !== undefined
    ? [{ publicKey, sealed, lock: read }]
    : []
}
const readAll = (): KeptKey[] => {
  const stored = readStored(name)
  return Array.isArray(stored) ? stored.slice(0, most).flatMap(readOne) : []
}

const kept = createObservable<readonly KeptKey[]>(readAll())
const change = (next: KeptKey[]): boolean => {
  const done = store(name, next)
  if (done) kept.set(next)
  return done
}

/** Public keys, newest first. */
export const useOwnKeys = (): readonly string[] => useObservable(kept).map(({ publicKey }) => publicKey)

let open: { publicKey: string; privateKey: string; until: number } | undefined

/** The private key while it is open; undefined: the PIN is needed. */
export const openedKey = (publicKey: string): string | undefined => {
  if (open === undefined || open.until < Date.now()) open = undefined
  return open?.publicKey === publicKey ? open.privateKey : undefined
}

/** false: a wrong PIN, or no such key here. Wrong ones lock nothing: the key may be the only copy there is. */
export const openKey = async (publicKey: string, pin: string): Promise<boolean> => {
  const found = readAll().find((one) => one.publicKey === publicKey)
  const key = found === undefined ? undefined : await openPinLock(found.lock, pin)
  const text = found === undefined || key === undefined ? undefined : openText(key, found.sealed)
  if (text === undefined || ownKeyOf(text)?.publicKey !== publicKey) return false
  open = { publicKey, privateKey: text, until: Date.now() + openMs }
  return true
}

/** A new private key, kept nowhere yet. */
export const makeOwnKey = async (): Promise<string> => newOwnKey(await randomBytes(ownKeySeedLength)).privateKey

/** Keeps `privateKey` under the PIN. Its public key; undefined when it is no key or the device keeps nothing. */
export const keepOwnKey = async (pin: string, privateKey: string): Promise<string | undefined> => {
  const publicKey = ownKeyOf(privateKey)?.publicKey
  const others = readAll().filter((one) => one.publicKey !== publicKey)
  if (publicKey === undefined || others.length >= most) return undefined
  const key = await randomBytes(32)
  const lock = await lockWithPin(pin, await randomBytes(16), key)
  return change([{ publicKey, lock, sealed: sealText(key, privateKey) }, ...others]) ? publicKey : undefined
}

export const forgetOwnKey = (publicKey: string): void => {
  open = undefined
  change(readAll().filter((one) => one.publicKey !== publicKey))
}
