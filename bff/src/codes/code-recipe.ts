// What all codes of a set follow from, and the few numbers that fix how a set is cut up: shared by the door and the threads with the keys.
import type { BatchCode } from '@ectrace/shared/codes/trace-code'

/** Codes under one stored hash. */
export const tileWidth = 256
/** A set holds fewer codes than that: 20 of a number's 56 bits count them, the other 36 tell the sets of a batch apart. */
export const mostInSet = 2 ** 20

/** The name under which a code key is wrapped. */
export const codeKeyName = (id: number): string => `code/${String(id)}`

/** A key of the keyed check, wrapped, by the id that a serial carries. */
export type WrappedCodeKey = { id: number; wrapped: string }

/**
 * Where the 56 bits before the keyed check come from. `scope`: names the batch; they are the numbers of set `tag` (36 bits) enciphered.
 * `seed`: of sets before that, the nonce under which they were minted; they are hashes of it.
 */
export type SerialSource = { scope: string; tag: number } | { seed: string }

/** `secret`: the wrapped one behind all serials. */
export type CodeRecipe = { batch: BatchCode; key: WrappedCodeKey; secret: string; source: SerialSource }

export type CodeSpan = { from: number; count: number }

/** `path`: the codes themselves, all of one length, in ASCII. `leaf`: 32 bytes each. `tile`: 32 bytes for each 256 from a multiple of 256. */
export type CodeForm = 'path' | 'leaf' | 'tile'

/** Serials of one batch to be read back. */
export type SerialQuestion = {
  batch: BatchCode
  scope: string
  secret: string
  keys: readonly WrappedCodeKey[]
  serials: readonly string[]
}

/** What a serial whose keyed check holds says: its key, and set and index if it is of any. */
export type ReadSerial = { key: number; tag: number; index: number }
