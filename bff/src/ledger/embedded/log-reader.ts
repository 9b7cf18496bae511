// Reads blocks and single transactions back out of the segment files, each checked again before it is believed.
import { closeSync, openSync, readSync } from 'node:fs'
import { blockText, committedText } from './answer-texts.ts'
import { decodeSealed } from './block-decode.ts'
import { damaged } from './damaged.ts'
import { sha256Hex } from './digest.ts'
import { frameHead, maxPayload, readFrame } from './frame.ts'
import { segmentPath } from './segment.ts'
import type { Position } from './segment.ts'
import type { TransactionPlace } from './state-store.ts'

export type LogReader = {
  /** blockText of it. Throws LEDGER_DAMAGED naming the block when its bytes are not those that were written. */
  block: (height: number, position: Position & { hash: string }) => string
  /** committedText of it. */
  transaction: (place: TransactionPlace) => string
  close: () => void
}

/** Descriptors for reading alone; the writer has its own. */
export const openLogReader = (dir: string): LogReader => {
  const descriptors = new Map<number, number>()

  const descriptor = (segment: number): number => {
    const fd = descriptors.get(segment) ?? openSync(segmentPath(dir, segment), 'r')
    descriptors.set(segment, fd)
    return fd
  }

  /** Fewer bytes than asked for when the file ends. */
  const readAt = (segment: number, offset: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length)
    let read = 0
    for (let got = -1; got !== 0 && read < length; read += got)
      got = readSync(descriptor(segment), bytes, read, length - read, offset + read)
    return bytes.subarray(0, read)
  }

  const payloadAt = (height: number, { segment, offset }: Position): Buffer => {
    const head = readAt(segment, offset, frameHead)
    const length = head.length === frameHead ? Math.min(head.readUInt32BE(0), maxPayload) : 0
    const frame = readFrame(readAt(segment, offset, frameHead + length), 0)
    if ('fault' in frame) throw damaged(`the frame reads back otherwise (${frame.fault})`, { height, segment, offset })
    return frame.payload
  }

  return {
    block: (height, position) => {
      const place = { height, segment: position.segment, offset: position.offset }
      const payload = payloadAt(height, position)
      const { hash } = position
      const { header, records } = decodeSealed(payload, hash, place)
      if (header.height !== height) throw damaged('another block stands here', place)
      const { time, first } = header
      const transactions = records.map(({ id, text }, index) =>
        committedText(text, { transaction: id, leafIndex: first + index, block: { height, time } }),
      )
      return blockText({ height, hash, time }, transactions)
    },
    transaction: ({ id, leafIndex, height, index, time, segment, start, length, digest }) => {
      const place = { height, segment, offset: start, index }
      const bytes = readAt(segment, start, length)
      if (sha256Hex(bytes) !== digest) throw damaged('the transaction reads back otherwise', place)
      return committedText(bytes.toString('utf8'), { transaction: id, leafIndex, block: { height, time } })
    },
    close: () => {
      for (const fd of descriptors.values()) closeSync(fd)
    },
  }
}
