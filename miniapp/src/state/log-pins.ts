// What this device remembers of the platform's logs: one memory a channel, all keys learnt on the same first use.
import { AppError } from '@ectrace/shared/errors'
import { splitOrigin } from '@ectrace/shared/proof/log-name'
import { list, text } from '@ectrace/shared/proof/shape'
import { parseVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { createLogPin, type LogPin } from './log-pin'

export type LogPins = {
  /** The default channel's log. */
  home: LogPin
  /** The memory of the log with this origin, in whichever epoch; home's for a log that this device has not learnt of. */
  of: (origin: string) => LogPin
  /** The reader's own deliberate act, for all logs at once. */
  forget: () => void
}

type Ports = {
  /** Keys that came with the app, the default channel's first. */
  buildKeys: readonly string[]
  /** `part`: '' is the default channel's log, `others` the keys of the rest, else the name of one of those. */
  read: (part: string) => unknown
  /** undefined takes it away. */
  write: (part: string, value: unknown) => void
  /** Keys of all channels, the default one's first. */
  askKeys: () => Promise<readonly string[]>
}

const mostLogs = 16
const others = 'others'

/** `ectrace/{random}` of a verifier key; throws CHECKPOINT_MALFORMED for what is no key. */
const nameOf = (verifierKey: string): string => {
  const { name } = parseVerifierKey(verifierKey)
  return splitOrigin(name)?.log ?? name
}

/** What storage held, or nothing for anything that this code would not have written. */
const parseKeys = (value: unknown): string[] => {
  if (value === undefined) return []
  try {
    const keys = list(value, others, 0, mostLogs).map((key) => text(key, others, /^[^]{1,400}$/, 'key'))
    keys.forEach(nameOf)
    return keys
  } catch (error) {
    if (error instanceof AppError) return []
    throw error
  }
}

export const createLogPins = ({ buildKeys, read, write, askKeys }: Ports): LogPins => {
  const [homeKey = '', ...otherKeys] = buildKeys
  const pins = new Map<string, LogPin>()
  const learn = (keys: readonly string[]): void => {
    for (const key of keys) {
      const name = nameOf(key)
      const pin = createLogPin({
        buildKey: homeKey === '' ? '' : key,
        read: () => read(name) ?? { verifierKey: key },
        write: (trust) => {
          write(name, trust)
        },
        askKey: () => Promise.resolve(key),
      })
      pins.set(name, pin)
    }
  }
  learn(homeKey === '' ? parseKeys(read(others)) : otherKeys)

  const home = createLogPin({
    buildKey: homeKey,
    read: () => read(''),
    write: (trust) => {
      write('', trust)
    },
    askKey: async () => {
      const [first = '', ...rest] = await askKeys()
      const keys = parseKeys(rest)
      learn(keys)
      if (keys.length > 0) write(others, keys)
      return first
    },
  })
  return {
    home,
    of: (origin) => pins.get(splitOrigin(origin)?.log ?? origin) ?? home,
    forget: () => {
      home.forget()
      for (const pin of pins.values()) pin.forget()
      if (homeKey !== '') return
      pins.clear()
      write(others, undefined)
    },
  }
}
