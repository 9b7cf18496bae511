// State as one transaction sees it: what it has put lies over what the ledger has committed.
import type { StateKey } from '@ectrace/shared/ledger/keys'
import type { Write } from '@ectrace/shared/ledger/ledger'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'

/** A committed value, or undefined. The ledger has checked it against its digest. */
export type ReadState = (key: string) => Promise<Json | undefined>

export type Overlay = {
  get: <T>(key: StateKey<T>) => Promise<T | undefined>
  put: <T>(key: StateKey<T>, value: NoInfer<T>) => void
  /** In order of the first put of each key, with its last value. */
  writes: () => Write[]
  /** The canonical text of each of these values. */
  texts: () => string[]
}

/** A committed value under its type: only rules write state, so the key names the shape. */
export const readTyped = async <T>(read: ReadState, key: StateKey<T>): Promise<T | undefined> =>
  (await read(key)) as T | undefined

/** Nobody can change it from here on. What is frozen already is so in all its parts: only this function freezes. */
const frozen = (value: Json): Json => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const member of Object.values(value)) frozen(member)
  return Object.freeze(value)
}

export const overlay = (read: ReadState): Overlay => {
  const put = new Map<string, { value: Json; text: string }>()
  return {
    get: <T>(key: StateKey<T>) => {
      const own = put.get(key)
      return own === undefined ? readTyped(read, key) : Promise.resolve(own.value as T)
    },
    // Undefined members are refused at once; what has been put stays what its text says.
    put: (key, value) => {
      const text = canonical(value)
      put.set(key, { value: frozen(value as Json), text })
    },
    writes: () => [...put].map(([key, { value }]) => ({ key, value })),
    texts: () => [...put.values()].map(({ text }) => text),
  }
}
