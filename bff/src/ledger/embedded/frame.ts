// One frame of a segment file: [u32 length][u32 CRC-32C over the length and the payload][payload], numbers big-endian.
import { crc32c } from './crc32c.ts'

export const frameHead = 8

/** No block is larger; a length beyond this is damage, not a big frame. */
export const maxPayload = 48 * 1024 * 1024

const lengthOf = (payload: readonly Uint8Array[]): number => payload.reduce((length, part) => length + part.length, 0)

/** The eight bytes that go before `payload` (given in parts, written one after the other). */
export const frameHeader = (payload: readonly Uint8Array[]): Buffer => {
  const head = Buffer.alloc(frameHead)
  head.writeUInt32BE(lengthOf(payload), 0)
  // The length is covered too: eight zero bytes, as a file system may leave after a power cut, are no empty frame.
  head.writeUInt32BE(
    payload.reduce((crc, part) => crc32c(part, crc), crc32c(head.subarray(0, 4))),
    4,
  )
  return head
}

/** `cut`: the bytes end before the frame does; `length`: no frame has this length; `checksum`: the bytes are not those written. */
export type FrameFault = 'cut' | 'length' | 'checksum'
export type FrameRead = { payload: Buffer; next: number } | { fault: FrameFault }

/** The frame at `offset` of `bytes`. */
export const readFrame = (bytes: Buffer, offset: number): FrameRead => {
  if (offset + frameHead > bytes.length) return { fault: 'cut' }
  const length = bytes.readUInt32BE(offset)
  if (length < 1 || length > maxPayload) return { fault: 'length' }
  const next = offset + frameHead + length
  if (next > bytes.length) return { fault: 'cut' }
  const payload = bytes.subarray(offset + frameHead, next)
  const crc = crc32c(payload, crc32c(bytes.subarray(offset, offset + 4)))
  return crc === bytes.readUInt32BE(offset + 4) ? { payload, next } : { fault: 'checksum' }
}

/** Is there a whole frame anywhere after `offset` whose payload begins with `opening`? */
export const frameFollows = (bytes: Buffer, offset: number, opening: Buffer): boolean => {
  for (let at = bytes.indexOf(opening, offset + 1); at >= 0; at = bytes.indexOf(opening, at + 1)) {
    if (at - frameHead > offset && 'payload' in readFrame(bytes, at - frameHead)) return true
  }
  return false
}
