// A QR code as a PNG file, for handing it on: made without a canvas, so that it is the same on every device.
import { create } from 'qrcode/lib/core/qrcode.js'
import { segmentsOf } from './qr-svg'

/** Quiet zone of four modules on each side (ISO/IEC 18004 §9.1). */
const quiet = 4
/** Pixels along a module: a code of 40 modules is as wide as a phone. */
const scale = 16

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = (c & 1) === 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  return c >>> 0
})

/** ISO 3309, as PNG (W3C) asks for it. */
const crc32 = (bytes: Uint8Array): number => {
  let c = 0xffffffff
  for (const byte of bytes) c = (c >>> 8) ^ (table[(c ^ byte) & 255] ?? 0)
  return (c ^ 0xffffffff) >>> 0
}

/** RFC 1950. */
const adler32 = (bytes: Uint8Array): number => {
  let a = 1
  let b = 0
  for (const byte of bytes) {
    a = (a + byte) % 65_521
    b = (b + a) % 65_521
  }
  return ((b << 16) | a) >>> 0
}

const joined = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

const uint32 = (value: number): Uint8Array =>
  Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)

const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

const chunk = (type: string, data: Uint8Array): Uint8Array => {
  const body = joined([latin(type), data])
  return joined([uint32(data.length), body, uint32(crc32(body))])
}

const block = 65_535

/** zlib without compression (RFC 1951 §3.2.4): a code is a few kilobytes at one bit a pixel. */
const stored = (bytes: Uint8Array): Uint8Array => {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)]
  for (let at = 0; at < bytes.length; at += block) {
    const part = bytes.subarray(at, at + block)
    const { length } = part
    const last = at + block >= bytes.length ? 1 : 0
    parts.push(Uint8Array.of(last, length & 255, length >>> 8, ~length & 255, (~length >>> 8) & 255), part)
  }
  return joined([...parts, uint32(adler32(bytes))])
}

/** One bit a pixel, 1 is white; each row begins with the filter 0. */
const rowsOf = (side: number, isDark: (row: number, column: number) => boolean): Uint8Array => {
  const pixels = side * scale
  const width = 1 + Math.ceil(pixels / 8)
  const out = new Uint8Array(width * pixels)
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const at = y * width + 1 + (x >> 3)
      if (!isDark(Math.floor(y / scale), Math.floor(x / scale))) out[at] = (out[at] ?? 0) | (128 >> (x & 7))
    }
  }
  return out
}

/** Black on white with its quiet zone. */
export const qrPng = (text: string): Uint8Array<ArrayBuffer> => {
  const { modules } = create(segmentsOf(text), { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * quiet
  const inside = (at: number): boolean => at >= quiet && at < side - quiet
  const rows = rowsOf(
    side,
    (row, column) => inside(row) && inside(column) && modules.get(row - quiet, column - quiet) !== 0,
  )
  const head = joined([uint32(side * scale), uint32(side * scale), Uint8Array.of(1, 0, 0, 0, 0)])
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  return joined([signature, chunk('IHDR', head), chunk('IDAT', stored(rows)), chunk('IEND', new Uint8Array(0))])
}
