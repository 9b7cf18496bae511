// Writes the codes of a set, their leaf hashes and the roots of their tiles, into bytes that are used again; only where the keys are.
import { hash } from 'node:crypto'
import { base32Alphabet } from '@ectrace/shared/codes/base32'
import { serialMacInput } from '@ectrace/shared/codes/serial'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { BatchCode } from '@ectrace/shared/codes/trace-code'
import { openCipher56 } from './cipher-56.ts'
import type { Halves } from './cipher-56.ts'
import { mostInSet, tileWidth } from './code-recipe.ts'
import type { CodeForm, CodeSpan } from './code-recipe.ts'

const hashLength = 32
const blockLength = 64
const serialLength = 20
const prefixLength = 12
const alphabet = Buffer.from(base32Alphabet, 'latin1')

/** SHA-256 of `input` written to `output`; as text of one byte a character it costs a third of what a new buffer does. */
const digest = (input: Uint8Array, output: Buffer, at: number): void => {
  output.write(hash('sha256', input, 'binary'), at, 'latin1')
}

/** HMAC-SHA-256 (RFC 2104) over messages of one length, of which only the last bytes change. `key`: 64 bytes at most. */
const openMac = (key: Uint8Array, message: Uint8Array): { message: Buffer; mac: Buffer; compute: () => void } => {
  const padded = (pad: number): Uint8Array =>
    Uint8Array.from({ length: blockLength }, (_none, i) => (key[i] ?? 0) ^ pad)
  const inner = Buffer.concat([padded(0x36), message])
  const outer = Buffer.concat([padded(0x5c), Buffer.alloc(hashLength)])
  const mac = Buffer.alloc(hashLength)
  return {
    message: inner.subarray(blockLength),
    mac,
    compute: () => {
      digest(inner, outer, blockLength)
      digest(outer, mac, 0)
    },
  }
}

/** The last `length` characters of base 32 of a number of at most 30 bits. */
const writeBase32 = (output: Buffer, at: number, bits: number, length: number): void => {
  let rest = bits
  for (let i = at + length - 1; i >= at; i--) {
    output[i] = alphabet[rest & 31] ?? 0
    rest >>>= 5
  }
}

const anySerial = base32Alphabet.charAt(0).repeat(serialLength)

/** Writes serials of one batch under one key: `packSerial` over whole words instead of nibbles. */
export const openSerialWriter = (
  key: { id: number; bytes: Uint8Array },
  { product, lot }: BatchCode,
): ((high: number, low: number, output: Buffer, at: number) => void) => {
  const { message, mac, compute } = openMac(key.bytes, serialMacInput(product, lot, anySerial))
  const checked = message.subarray(message.length - prefixLength)
  return (high, low, output, at) => {
    writeBase32(checked, 0, (key.id << 26) | (high >>> 2), 6)
    writeBase32(checked, 6, ((high & 3) << 28) | low, 6)
    compute()
    checked.copy(output, at)
    writeBase32(output, at + prefixLength, mac.readUIntBE(0, 3) >>> 4, 4)
    writeBase32(output, at + prefixLength + 4, mac.readUIntBE(2, 3) & 0xfffff, 4)
  }
}

/** The 56 bits of codes `from` and following. */
export type Numbers = (span: CodeSpan) => Halves

/** Number `index` of set `tag` under the batch's key: every code of a batch has a number of its own, and the key tells it back. */
export const enciphered = (key: Uint8Array, tag: number): Numbers => {
  const cipher = openCipher56(key)
  return ({ from, count }) => {
    const numbers = {
      high: new Uint32Array(count).fill(Math.floor(tag / 256)),
      low: Uint32Array.from({ length: count }, (_none, i) => (tag % 256) * mostInSet + from + i),
    }
    cipher.encipher(numbers)
    return numbers
  }
}

/** As codes were made before: the first 56 bits of SHA-256 of seed and index. */
export const hashed =
  (seed: string): Numbers =>
  ({ from, count }) => {
    const numbers = { high: new Uint32Array(count), low: new Uint32Array(count) }
    const bytes = Buffer.alloc(hashLength)
    for (let i = 0; i < count; i++) {
      digest(Buffer.from(`${seed}/${String(from + i)}`), bytes, 0)
      numbers.high[i] = bytes.readUInt32BE(0) >>> 4
      numbers.low[i] = bytes.readUInt32BE(3) & 0xfffffff
    }
    return numbers
  }

/** Root of the RFC 9162 tree over the first `count` hashes of `hashes`, left at its beginning; a node without a sibling goes up as it is. */
const foldTile = (hashes: Buffer, count: number): void => {
  const node = Buffer.alloc(1 + 2 * hashLength, 1)
  for (let left = count; left > 1; left = Math.ceil(left / 2)) {
    const pairs = Math.floor(left / 2)
    for (let i = 0; i < pairs; i++) {
      hashes.copy(node, 1, 2 * i * hashLength, 2 * (i + 1) * hashLength)
      digest(node, hashes, i * hashLength)
    }
    if (left % 2 === 1) hashes.copyWithin(pairs * hashLength, (left - 1) * hashLength, left * hashLength)
  }
}

const pathHead = (batch: BatchCode): string =>
  formatCode({ ...batch, kind: 'item', serial: anySerial }).slice(0, -serialLength)

export type CodeWriter = (span: CodeSpan, form: CodeForm) => Uint8Array

/** Writes codes of one set in any form. */
export const openCodeWriter = (
  key: { id: number; bytes: Uint8Array },
  batch: BatchCode,
  numbers: Numbers,
): CodeWriter => {
  // A leaf is hashed behind a byte of zero: path and leaf share their bytes.
  const leaf = Buffer.concat([Buffer.alloc(1), Buffer.from(pathHead(batch), 'latin1'), Buffer.alloc(serialLength)])
  const pathLength = leaf.length - 1
  const writeSerial = openSerialWriter(key, batch)
  const each = (span: CodeSpan, take: (i: number) => void): void => {
    const { high, low } = numbers(span)
    for (let i = 0; i < span.count; i++) {
      writeSerial(high[i] ?? 0, low[i] ?? 0, leaf, leaf.length - serialLength)
      take(i)
    }
  }
  const paths = (span: CodeSpan): Buffer => {
    const output = Buffer.alloc(span.count * pathLength)
    each(span, (i) => leaf.copy(output, i * pathLength, 1))
    return output
  }
  const leaves = (span: CodeSpan): Buffer => {
    const output = Buffer.alloc(span.count * hashLength)
    each(span, (i) => {
      digest(leaf, output, i * hashLength)
    })
    return output
  }
  const tiles = (span: CodeSpan): Buffer => {
    const all = leaves(span)
    const count = Math.ceil(span.count / tileWidth)
    for (let tile = 0; tile < count; tile++) {
      const start = tile * tileWidth
      const width = Math.min(tileWidth, span.count - start)
      const hashes = all.subarray(start * hashLength, (start + width) * hashLength)
      foldTile(hashes, width)
      hashes.copy(all, tile * hashLength, 0, hashLength)
    }
    return all.subarray(0, count * hashLength)
  }
  const forms = { path: paths, leaf: leaves, tile: tiles } as const
  return (span, form) => Uint8Array.from(forms[form](span))
}
