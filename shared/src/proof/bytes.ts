// Text <-> bytes without TextEncoder, atob or Buffer, which the mini-program's engine lacks. Every decoder is strict: one byte string, one text.
import { fault, type AppError, type ErrorCode } from '../errors.ts'

const malformed = (code: ErrorCode, rule: string): AppError => fault(code, '', rule)

/** The bytes of `parts` one after the other. */
export const concat = (...parts: readonly Uint8Array[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Same length and same bytes. Not constant time: everything compared here is public. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff

/** True when every surrogate has its partner: only such a text has a UTF-8 form. */
export const isWellFormed = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) ?? 0
    if (isSurrogate(point)) return false
    if (point > 0xffff) index++
  }
  return true
}

/** Writes the sequence of a code point above 0x7f at `at` and returns where the next one goes. */
const writeSequence = (out: Uint8Array, at: number, point: number): number => {
  const length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  for (let last = at + length - 1, rest = point; last > at; last--, rest >>= 6) out[last] = 0x80 | (rest & 63)
  out[at] = ((0xf00 >> length) & 0xff) | (point >> (6 * (length - 1)))
  return at + length
}

/** UTF-8 of `text` (RFC 3629). A lone surrogate has none: NOT_CANONICAL. */
export const utf8Encode = (text: string): Uint8Array => {
  const out = new Uint8Array(text.length * 3) // a UTF-16 unit never takes more than three bytes
  let at = 0
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) ?? 0
    if (isSurrogate(point)) throw malformed('NOT_CANONICAL', 'lone surrogate')
    if (point > 0xffff) index++
    if (point < 0x80) out[at++] = point
    else at = writeSequence(out, at, point)
  }
  return out.slice(0, at)
}

/** Length of the sequence that `lead` opens and the smallest code point it may carry (RFC 3629 §3), or undefined. */
const sequenceOf = (lead: number): { length: number; least: number; bits: number } | undefined => {
  if (lead < 0x80) return { length: 1, least: 0, bits: lead }
  if (lead >= 0xc2 && lead < 0xe0) return { length: 2, least: 0x80, bits: lead & 0x1f }
  if (lead >= 0xe0 && lead < 0xf0) return { length: 3, least: 0x800, bits: lead & 0x0f }
  if (lead >= 0xf0 && lead < 0xf5) return { length: 4, least: 0x10000, bits: lead & 0x07 }
  return undefined
}

/** Text of UTF-8 `bytes`; overlong forms, surrogates and cut sequences are refused with `code`. */
export const utf8Decode = (bytes: Uint8Array, code: ErrorCode = 'PROOF_MALFORMED'): string => {
  const out: string[] = []
  for (let at = 0; at < bytes.length;) {
    const sequence = sequenceOf(bytes[at] ?? 0)
    if (!sequence || at + sequence.length > bytes.length) throw malformed(code, 'UTF-8')
    let point = sequence.bits
    for (const byte of bytes.subarray(at + 1, at + sequence.length)) {
      if ((byte & 0xc0) !== 0x80) throw malformed(code, 'UTF-8')
      point = (point << 6) | (byte & 63)
    }
    if (point < sequence.least || point > 0x10ffff || isSurrogate(point)) throw malformed(code, 'UTF-8')
    out.push(String.fromCodePoint(point))
    at += sequence.length
  }
  return out.join('')
}

const hexOfByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hexadecimal. */
export const hexEncode = (bytes: Uint8Array): string => {
  let out = ''
  // By index: an iterator costs more than the look-up.
  for (let at = 0; at < bytes.length; at++) out += hexOfByte[bytes[at] ?? 0] ?? ''
  return out
}

/** Bytes of lower-case hexadecimal; upper case or an odd length is refused with `code`. */
export const hexDecode = (text: string, code: ErrorCode = 'PROOF_MALFORMED'): Uint8Array => {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw malformed(code, 'lower-case hexadecimal')
  const out = new Uint8Array(text.length / 2)
  for (let at = 0; at < out.length; at++) out[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16)
  return out
}

/** Regroups bits: `from`-bit values to `to`-bit values, most significant first; the last group is filled with zeros. */
const regroup = (
  values: Iterable<number>,
  from: number,
  to: number,
): { groups: number[]; left: number; rest: number } => {
  const groups: number[] = []
  let rest = 0
  let left = 0
  for (const value of values) {
    rest = (rest << from) | value
    left += from
    for (; left >= to; left -= to) groups.push((rest >> (left - to)) & ((1 << to) - 1))
    rest &= (1 << left) - 1
  }
  return { groups, left, rest }
}

const encodeWith = (alphabet: string, bits: number, bytes: Uint8Array): string => {
  const { groups, left, rest } = regroup(bytes, 8, bits)
  if (left > 0) groups.push(rest << (bits - left))
  return groups.map((group) => alphabet.charAt(group)).join('')
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Standard base64 with padding (RFC 4648 §4). */
export const base64Encode = (bytes: Uint8Array): string => {
  const text = encodeWith(base64Alphabet, 6, bytes)
  return text + '='.repeat((4 - (text.length % 4)) % 4)
}

/** Bytes of standard base64; missing padding, other alphabets and non-zero trailing bits are refused with `code`. */
export const base64Decode = (text: string, code: ErrorCode = 'PROOF_MALFORMED'): Uint8Array => {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw malformed(code, 'base64')
  const digits = text.replace(/=+$/, '').split('')
  const { groups, rest } = regroup(
    digits.map((digit) => base64Alphabet.indexOf(digit)),
    6,
    8,
  )
  if (rest !== 0) throw malformed(code, 'base64')
  return Uint8Array.from(groups)
}

/** Base 32 in upper case without padding (RFC 4648 §6). */
export const base32Encode = (bytes: Uint8Array): string => encodeWith(base32Alphabet, 5, bytes)
