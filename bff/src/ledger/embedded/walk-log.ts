// Reads the segment files from the first byte to the last: every checksum, every link of the hash chain, and what the end looks like.
import { readFileSync } from 'node:fs'
import type { AppError } from '@ectrace/shared/errors'
import { blockHash, payloadOpening } from './block.ts'
import type { BlockHeader } from './block.ts'
import { decodeHead } from './block-decode.ts'
import { damaged } from './damaged.ts'
import type { Place } from './damaged.ts'
import { frameFollows, readFrame } from './frame.ts'
import type { FrameFault } from './frame.ts'
import { listSegments, segmentHead, segmentHeader, segmentPath } from './segment.ts'
import type { Position } from './segment.ts'

/** A block whose frame is whole and which follows the one before. */
export type WalkedBlock = { header: BlockHeader; checkpoint: string; hash: string; payload: Buffer; position: Position }

/** How the newest segment ends: `length` is where the last whole frame ends, `fault` why the bytes after it are none. */
export type LogEnd = { segment: number; length: number; fault?: FrameFault; block?: WalkedBlock }

/** What the next block must follow: its own height, the hash before it, its first leaf index, and no earlier time. */
export type Link = { height: number; previous: string; first: number; time: string }

const say: Record<FrameFault, string> = {
  cut: 'the frame is cut short',
  length: 'the length of the frame is impossible',
  checksum: 'the checksum of the frame is wrong',
}

/** Does `header` follow what came before? Throws LEDGER_DAMAGED naming the member that does not. */
const checkLink = (header: BlockHeader, link: Link, place: Place): void => {
  if (header.height > link.height) throw damaged(`block ${link.height} is missing before block ${header.height}`, place)
  if (header.height !== link.height)
    throw damaged(`block ${header.height} stands in the place of block ${link.height}`, place)
  if (header.previous !== link.previous)
    throw damaged('the block does not follow the one before', { ...place, field: 'previous' })
  if (header.first !== link.first) throw damaged('the leaf indices do not follow', { ...place, field: 'first' })
  if (header.size !== header.first + header.count)
    throw damaged('count and size do not agree', { ...place, field: 'size' })
  if (header.time < link.time) throw damaged('the time runs backwards', { ...place, field: 'time' })
}

/** Bytes of a segment; only the newest may lack its header (a crash while the file was made): then undefined. */
const readSegment = (
  { dir, segment, newest, read = readFileSync }: SegmentWalk,
  height: number,
): Buffer | undefined => {
  const bytes = read(segmentPath(dir, segment))
  if (bytes.subarray(0, segmentHead).equals(segmentHeader(segment))) return bytes
  if (newest && bytes.length <= segmentHead) return undefined
  throw damaged('the file does not begin as segment of this number', { height, segment, offset: 0 })
}

/** Throws LEDGER_DAMAGED for a bad frame that is not the unfinished end of the newest segment. */
const checkFault = (fault: FrameFault, bytes: Buffer, newest: boolean, place: Place & { offset: number }): void => {
  if (!newest || frameFollows(bytes, place.offset, payloadOpening)) throw damaged(say[fault], place)
}

/** Without a `link` the first block is taken to follow what it says itself: for the caller to compare. `read`: how a file is read. */
type SegmentWalk = {
  dir: string
  segment: number
  newest: boolean
  link: Link | undefined
  read?: (file: string) => Buffer
}

/** What a block leaves to the next one. */
export const linkAfter = ({ header, hash }: Pick<WalkedBlock, 'header' | 'hash'>): Link => ({
  height: header.height + 1,
  previous: hash,
  first: header.size,
  time: header.time,
})

/** The blocks of one file, of which `link` leads to the first; returns how the file ends. Throws as walkLog does. */
export function* walkSegment(walk: SegmentWalk): Generator<WalkedBlock, LogEnd> {
  const { segment, newest, link: start } = walk
  const bytes = readSegment(walk, start?.height ?? 1)
  const end: LogEnd = { segment, length: bytes ? segmentHead : 0 }
  let link = start
  for (let offset = segmentHead; bytes && offset < bytes.length;) {
    const place = { height: link?.height ?? 1, segment, offset }
    const frame = readFrame(bytes, offset)
    if ('fault' in frame) {
      checkFault(frame.fault, bytes, newest, place)
      return { ...end, fault: frame.fault }
    }
    const block = walked(frame.payload, link, place)
    yield (end.block = block)
    link = linkAfter(block)
    end.length = offset = frame.next
  }
  return end
}

/** Where a walk begins: at the first block of `segment`, which follows `link`. */
export type WalkStart = { segment: number; link: Link }

type Walk = { dir: string; genesis: string; created: string; from?: WalkStart | undefined }

/**
 * Every block in order, or those of the segments from `from` on; returns how the log ends. Throws LEDGER_DAMAGED with {height, segment,
 * offset, what}: a damaged, missing or foreign block anywhere but at the very end. Bytes at the end that are no whole frame, with no
 * whole frame after them, are reported in `fault`: whether they were ever acknowledged is for the caller to know.
 */
export function* walkLog({ dir, genesis, created, from }: Walk): Generator<WalkedBlock, LogEnd> {
  const first = from?.segment ?? 1
  const segments = listSegments(dir).filter((segment) => segment >= first)
  let link: Link = from?.link ?? { height: 1, previous: genesis, first: 0, time: created }
  let end: LogEnd = { segment: 0, length: 0 }
  for (const [i, segment] of segments.entries()) {
    checkNumber(segment, first + i, link.height)
    const found = yield* walkSegment({ dir, segment, newest: i === segments.length - 1, link })
    end = { ...found, ...(!found.block && end.block && { block: end.block }) }
    if (found.block) link = linkAfter(found.block)
  }
  return end
}

/** Throws LEDGER_DAMAGED when another file stands where `expected` should. */
export const checkNumber = (segment: number, expected: number, height: number): void => {
  if (segment !== expected) throw damaged(`segment ${expected} is missing`, { height, segment: expected, offset: 0 })
}

/** What `header` says that it follows. */
export const linkBefore = ({ height, previous, first, time }: BlockHeader): Link => ({ height, previous, first, time })

const walked = (payload: Buffer, link: Link | undefined, place: Place & Position): WalkedBlock => {
  const { header, checkpoint } = decodeHead(payload, place)
  checkLink(header, link ?? linkBefore(header), place)
  const position = { segment: place.segment, offset: place.offset }
  return { header, checkpoint, hash: blockHash(header), payload, position }
}

/** The end as damage: the caller knows that block `height` was there. */
export const damagedEnd = (end: LogEnd & { fault: FrameFault }, height: number): AppError =>
  damaged(say[end.fault], { height, segment: end.segment, offset: end.length })
