// What this device remembers of the platform's log: the key, asked for once ever, and how far the log was seen to grow.
import { AppError } from '@ectrace/shared/errors'
import { followKeys } from '@ectrace/shared/proof/epoch'
import { pinBase, type Pin, type Restored } from '@ectrace/shared/proof/pin'
import { exactly, hex, instant, text, whole } from '@ectrace/shared/proof/shape'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'

/** `builtOn`: the app's own key, where a restored log led from it to another. */
type Kept = { verifierKey: string; pin?: Pin; builtOn?: string }

/** `build`: the key came with the app; `device`: it was learnt on first use. `restored`: the log was, since this device last saw it. */
export type LogTrust = { verifierKey: string; pin?: Pin; source: 'build' | 'device'; restored?: Restored }

export type LogPin = {
  /** What is remembered, without asking anybody. */
  known: () => LogTrust | undefined
  /** Asks the server on the first use ever. Throws what that throws, or CHECKPOINT_MALFORMED for what is no key. */
  trusted: () => Promise<LogTrust>
  /**
   * What the device may go by when a restored log signs with another key: old keys must have named it, or it throws
   * CHECKPOINT_WRONG_LOG. Nothing is stored before `keep`.
   */
  moved: (verifierKey: string, endorsements: readonly string[]) => LogTrust
  /** Moves the pin forward; one made under a key that is neither known nor `moved` to, or further back, changes nothing. */
  keep: (pin: Pin) => void
  /** The reader's own deliberate act; the next use is a first use. A key that came with the app stays. */
  forget: () => void
}

type Ports = {
  /** '' when the build pinned none. */
  buildKey: string
  read: () => unknown
  write: (trust: Kept | undefined) => void
  askKey: () => Promise<string>
}

const isKey = (key: string): boolean => {
  try {
    parseVerifierKey(key)
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

const parsePin = (value: unknown, verifierKey: string): Pin => {
  const members = exactly(value, 'pin', ['verifierKey', 'size', 'root', 'time'])
  if (members.get('verifierKey') !== verifierKey) throw new AppError('CHECKPOINT_WRONG_LOG')
  return {
    verifierKey,
    size: whole(members.get('size'), 'size', 0),
    root: hex(members.get('root'), 'root', 32),
    time: instant(members.get('time'), 'time'),
  }
}

/** What storage held, or undefined for anything that this code would not have written. */
const parseStored = (value: unknown): Kept | undefined => {
  try {
    const members = exactly(value, 'log', ['verifierKey'], ['pin', 'builtOn'])
    const verifierKey = text(members.get('verifierKey'), 'verifierKey', /^[^]{1,400}$/, 'key')
    if (!isKey(verifierKey)) return undefined
    return {
      verifierKey,
      ...(members.has('pin') ? { pin: parsePin(members.get('pin'), verifierKey) } : {}),
      ...(members.has('builtOn') ? { builtOn: text(members.get('builtOn'), 'builtOn', /^[^]{1,400}$/, 'key') } : {}),
    }
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

export const createLogPin = ({ buildKey, read, write, askKey }: Ports): LogPin => {
  // Also in memory: a device that stores nothing still sees a change while the app is open.
  let kept = parseStored(read())
  // A key that came with the app outranks what an earlier build learnt, unless it led there itself.
  if (buildKey !== '' && kept?.verifierKey !== buildKey && kept?.builtOn !== buildKey) kept = { verifierKey: buildKey }
  let ahead: Kept | undefined
  let asking: Promise<LogTrust> | undefined
  const source = buildKey === '' ? 'device' : 'build'
  const trustIn = ({ verifierKey, pin }: Kept): LogTrust => ({ verifierKey, ...(pin && { pin }), source })
  const known = (): LogTrust | undefined => kept && trustIn(kept)

  const learn = async (): Promise<LogTrust> => {
    const verifierKey = await askKey()
    parseVerifierKey(verifierKey)
    kept ??= { verifierKey }
    write(kept)
    return trustIn(kept)
  }
  return {
    known,
    trusted: () => {
      const found = known()
      if (found !== undefined) return Promise.resolve(found)
      asking ??= learn().finally(() => {
        asking = undefined
      })
      return asking
    },
    moved: (verifierKey, endorsements) => {
      if (kept === undefined) throw new AppError('CHECKPOINT_WRONG_LOG')
      const { pin } = kept
      followKeys(kept.verifierKey, verifierKey, endorsements)
      const base = pin && pinBase(pin, verifierKey, endorsements)
      ahead = {
        verifierKey,
        ...(pin && base && { pin: { verifierKey, size: base.size, root: base.root, time: pin.time } }),
        ...(buildKey === '' ? {} : { builtOn: buildKey }),
      }
      return { ...trustIn(ahead), ...(base?.restored && { restored: base.restored }) }
    },
    keep: (pin) => {
      const trust = [kept, ahead].find((one) => one?.verifierKey === pin.verifierKey)
      if (trust === undefined || pin.size < (trust.pin?.size ?? -1)) return
      kept = { ...trust, pin }
      write(kept)
    },
    forget: () => {
      ahead = undefined
      kept = buildKey === '' ? undefined : { verifierKey: buildKey }
      write(undefined)
    },
  }
}
