// Which segments a start must read: the newest ones. The older ones are held against what the state knows of them, by length and head.
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { blockHash } from './block.ts'
import { decodeHead } from './block-decode.ts'
import type { Sealed } from './checkpoint-note.ts'
import { frameHead, maxPayload, readFrame } from './frame.ts'
import { listSegments, segmentHead, segmentHeader, segmentPath } from './segment.ts'
import type { Position } from './segment.ts'
import type { StateStore } from './state-store.ts'
import { linkAfter } from './walk-log.ts'
import type { WalkStart } from './walk-log.ts'

/** Newest bytes of the log that are read before the first transaction; the rest is read in the background (scrub.ts). */
export const startBytes = 64 * 1024 * 1024

type Placed = Position & { height: number; hash: string }

/** The newest block of `segment` or before it, by the state; heights and positions ascend together. */
const lastBlockOf = (store: StateStore, segment: number, applied: number): Placed | undefined => {
  let [low, high] = [0, applied]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const row = store.block(middle)
    if (row === undefined) return undefined
    if (row.segment <= segment) low = middle
    else high = middle - 1
  }
  const found = store.block(low)
  return found && { height: low, ...found }
}

const readAt = (fd: number, offset: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
}

/** The bytes of the frame at `offset`; undefined when no frame can have that length or the file ends within it. */
const frameAt = (fd: number, offset: number): Buffer | undefined => {
  const head = readAt(fd, offset, frameHead)
  const length = head.length === frameHead ? frameHead + head.readUInt32BE(0) : 0
  if (length === 0 || length > frameHead + maxPayload) return undefined
  const frame = readAt(fd, offset, length)
  return frame.length === length ? frame : undefined
}

/** The last frame of an older segment, if the file begins as it should and ends with that frame. */
const lastFrameOf = (dir: string, { segment, offset }: Position): Buffer | undefined => {
  const path = segmentPath(dir, segment)
  const fd = openSync(path, 'r')
  try {
    const frame = frameAt(fd, offset)
    const begins = readAt(fd, 0, segmentHead).equals(segmentHeader(segment))
    return begins && frame && offset + frame.length === statSync(path).size ? frame : undefined
  } finally {
    closeSync(fd)
  }
}

/** The first segment of the newest ones that are together at most `most` bytes; always at least the newest. */
const firstOfNewest = (dir: string, segments: readonly number[], most: number): number => {
  let first = segments.length
  let bytes = 0
  for (const segment of segments.toReversed()) {
    bytes += statSync(segmentPath(dir, segment)).size
    if (bytes > most && segment !== segments.length) break
    first = segment
  }
  return first
}

/** Does the last block before `segment` read back as the state has it? Then the walk may begin after it. */
const startAfter = (dir: string, before: Placed | undefined, segment: number): WalkStart | undefined => {
  const bytes = before?.segment === segment - 1 ? lastFrameOf(dir, before) : undefined
  const frame = bytes && readFrame(bytes, 0)
  if (!before || !frame || 'fault' in frame) return undefined
  const { header } = decodeHead(frame.payload, {})
  const hash = blockHash(header)
  return hash === before.hash ? { segment, link: linkAfter({ header, hash }) } : undefined
}

type Known = { store: StateStore; sealed: Sealed; seen: readonly Sealed[] }

/**
 * Where the walk of a start may begin, or undefined when the log must be read whole: it is small, or anything about the older segments
 * is not as the state says (numbers, heads, lengths, a checkpoint seen). The full walk then names what is wrong. The hash chain leads
 * from the block before the walk to the signed checkpoint of the state, so that what is believed here is what was signed.
 */
export const walkStart = (
  dir: string,
  { store, sealed, seen }: Known,
  most: number = startBytes,
): WalkStart | undefined => {
  const segments = listSegments(dir)
  if (segments.some((segment, i) => segment !== i + 1)) return undefined
  const applied = store.block(sealed.height)
  const first = Math.min(firstOfNewest(dir, segments, most), applied?.segment ?? 1)
  if (first <= 1) return undefined
  const ends = segments.slice(0, first - 1).map((segment) => lastBlockOf(store, segment, sealed.height))
  if (ends.some((end, i) => end?.segment !== i + 1 || !lastFrameOf(dir, end))) return undefined
  const start = startAfter(dir, ends.at(-1), first)
  const known = seen.every(
    ({ height, hash }) => !start || height >= start.link.height || store.block(height)?.hash === hash,
  )
  return known ? start : undefined
}
