// What this device remembers of the platform's log: the key, asked for once ever, and how far the log was seen to grow.
import { AppError } from '@ectrace/shared/errors'
import type { Pin } from '@ectrace/shared/proof/pin'
import { exactly, hex, instant, text, whole } from '@ectrace/shared/proof/shape'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'

/** `build`: the key came with the app; `device`: it was learnt on first use. */
export type LogTrust = { verifierKey: string; pin?: Pin; source: 'build' | 'device' }

export type LogPin = {
  /** What is remembered, without asking anybody. */
  known: () => LogTrust | undefined
  /** Asks the server on the first use ever. Throws what that throws, or CHECKPOINT_MALFORMED for what is no key. */
  trusted: () => Promise<LogTrust>
  /** Moves the pin forward; one made under another key, or further back, changes nothing. */
  keep: (pin: Pin) => void
  /** The reader's own deliberate act; the next use is a first use. A key that came with the app stays. */
  forget: () => void
}

type Ports = {
  /** '' when the build pinned none. */
  buildKey: string
  read: () => unknown
  write: (trust: { verifierKey: string; pin?: Pin } | undefined) => void
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
const parseStored = (value: unknown): { verifierKey: string; pin?: Pin } | undefined => {
  try {
    const members = exactly(value, 'log', ['verifierKey'], ['pin'])
    const verifierKey = text(members.get('verifierKey'), 'verifierKey', /^[^]{1,400}$/, 'key')
    if (!isKey(verifierKey)) return undefined
    return { verifierKey, ...(members.has('pin') ? { pin: parsePin(members.get('pin'), verifierKey) } : {}) }
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

export const createLogPin = ({ buildKey, read, write, askKey }: Ports): LogPin => {
  // Also in memory: a device that stores nothing still sees a change while the app is open.
  let kept = parseStored(read())
  // A key that came with the app outranks what an earlier build learnt.
  if (buildKey !== '' && kept?.verifierKey !== buildKey) kept = { verifierKey: buildKey }
  let asking: Promise<LogTrust> | undefined
  const source = buildKey === '' ? 'device' : 'build'
  const known = (): LogTrust | undefined => (kept === undefined ? undefined : { ...kept, source })

  const learn = async (): Promise<LogTrust> => {
    const verifierKey = await askKey()
    parseVerifierKey(verifierKey)
    kept ??= { verifierKey }
    write(kept)
    return { ...kept, source }
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
    keep: (pin) => {
      const before = kept?.pin?.size ?? -1
      if (kept?.verifierKey !== pin.verifierKey || pin.size < before) return
      kept = { verifierKey: pin.verifierKey, pin }
      write(kept)
    },
    forget: () => {
      kept = buildKey === '' ? undefined : { verifierKey: buildKey }
      write(undefined)
    },
  }
}
