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
}

/** A committed value under its type: only rules write state, so the key names the shape. */
export const readTyped = async <T>(read: ReadState, key: StateKey<T>): Promise<T | undefined> =>
  (await read(key)) as T | undefined

export const overlay = (read: ReadState): Overlay => {
  const put = new Map<string, Json>()
  return {
    get: async <T>(key: StateKey<T>) => (put.has(key) ? (put.get(key) as T) : readTyped(read, key)),
    // Through the canonical text: a copy that nobody can change later, and undefined members are refused at once.
    put: (key, value) => void put.set(key, JSON.parse(canonical(value)) as Json),
    writes: () => [...put].map(([key, value]) => ({ key, value })),
  }
}
