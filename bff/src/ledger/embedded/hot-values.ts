// The state values that rules ask for again and again, kept in memory: newest version only, bounded by bytes, those not asked for of late go first.
import type { Json } from '@ectrace/shared/proof/canonical'
import { openKeptBySize } from './kept-by-size.ts'

/** `text` is the value's canonical form. */
type Stored = { value: Json; text: string }
type Hot = { value: Json | undefined; size: number }

/** What a kept value costs beside its text. */
const overhead = 200

export type HotValues = {
  /** The newest value under a key, undefined when there is none. Nobody may change it: the next rule gets the same one. */
  read: (key: string) => Json | undefined
  /** A new version is on chain. A key that nobody has read is not kept, nor one that was read only to see that it is free. */
  written: (key: string, stored: Stored) => void
}

/** `load` reads from the disk and checks; `limit`: characters of all keys and texts together. */
export const openHotValues = (load: (key: string) => Stored | undefined, limit: number): HotValues => {
  const kept = openKeptBySize<string, Hot>(limit, ({ size }) => size)

  const keep = (key: string, stored: Stored | undefined): void =>
    kept.put(key, { value: stored?.value, size: overhead + key.length + (stored?.text.length ?? 0) })

  return {
    read: (key) => {
      const hot = kept.get(key)
      if (hot) return hot.value
      const stored = load(key)
      keep(key, stored)
      return stored?.value
    },
    written: (key, stored) => {
      const hot = kept.peek(key)
      if (!hot) return
      kept.drop(key)
      if (hot.value !== undefined) keep(key, stored)
    },
  }
}
