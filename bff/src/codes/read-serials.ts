// Reads serials back where the keys are: whether the keyed check holds, and which code of which set it is.
import { timingSafeEqual } from 'node:crypto'
import { serialGrammar, unpackSerial } from '@ectrace/shared/codes/serial'
import type { BatchCode } from '@ectrace/shared/codes/trace-code'
import { openCipher56 } from './cipher-56.ts'
import { mostInSet } from './code-recipe.ts'
import type { ReadSerial } from './code-recipe.ts'
import { openSerialWriter } from './write-codes.ts'

type OpenKey = { id: number; bytes: Uint8Array }

/** The 56 bits before the keyed check. */
const numberOf = (random: Uint8Array): { high: number; low: number } => {
  const bytes = Buffer.from(random)
  return { high: bytes.readUInt32BE(0) >>> 4, low: bytes.readUInt32BE(3) & 0xfffffff }
}

/** One entry for each serial; undefined where the check does not hold under any of the keys. `key`: of the batch. */
export const readSerials = (
  key: Uint8Array,
  batch: BatchCode,
  keys: readonly OpenKey[],
  serials: readonly string[],
): (ReadSerial | undefined)[] => {
  const cipher = openCipher56(key)
  const writers = new Map(keys.map((one) => [one.id, openSerialWriter(one, batch)]))
  const written = Buffer.alloc(20)
  return serials.map((serial) => {
    if (!serialGrammar.test(serial)) return undefined
    const { keyId, random } = unpackSerial(serial)
    const write = writers.get(keyId)
    if (write === undefined) return undefined
    const { high, low } = numberOf(random)
    write(high, low, written, 0)
    if (!timingSafeEqual(written, Buffer.from(serial, 'latin1'))) return undefined
    const number = { high: Uint32Array.of(high), low: Uint32Array.of(low) }
    cipher.decipher(number)
    const lower = number.low[0] ?? 0
    return { key: keyId, tag: (number.high[0] ?? 0) * 256 + Math.floor(lower / mostInSet), index: lower % mostInSet }
  })
}
