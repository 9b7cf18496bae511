// The append-only files that are the truth: blocks in frames, a new file every 64 MB, one descriptor that writes, durable on return.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ectrace/shared/errors'
import { systemCode } from './error-code.ts'
import type { LogFiles } from './files.ts'
import { frameHeader } from './frame.ts'

export const segmentLimit = 64 * 1024 * 1024
export const segmentHead = 16
const magic = 'ECTRACE\n'
const version = 1

export const segmentFolder = (dir: string): string => join(dir, 'segments')
export const segmentPath = (dir: string, segment: number): string =>
  join(segmentFolder(dir), `${String(segment).padStart(8, '0')}.log`)

/** Numbers of the segment files in `dir`, ascending; other names are not ours. */
export const listSegments = (dir: string): number[] =>
  readdirSync(segmentFolder(dir))
    .filter((name) => /^\d{8}\.log$/.test(name))
    .map((name) => Number(name.slice(0, 8)))
    .sort((a, b) => a - b)

/** Bytes of all segments together. */
export const logBytes = (dir: string): number =>
  listSegments(dir).reduce((bytes, segment) => bytes + statSync(segmentPath(dir, segment)).size, 0)

/** The first 16 bytes of a segment; its number is in them, so that a renamed file is noticed. */
export const segmentHeader = (segment: number): Buffer => {
  const head = Buffer.alloc(segmentHead)
  head.write(magic, 0, 'latin1')
  head.writeUInt32BE(version, 8)
  head.writeUInt32BE(segment, 12)
  return head
}

/** Where a block's frame stands. */
export type Position = { segment: number; offset: number }

export type SegmentWriter = {
  /**
   * Appends one frame and returns its position once it is durable. Throws STORAGE_FULL when there was no room (nothing is kept),
   * or LEDGER_STOPPED after any other fault, and from then on always. `outcome` in the details of a fault says whether the block
   * may be found after a restart.
   */
  append: (payload: readonly Uint8Array[]) => Promise<Position>
  close: () => Promise<void>
}

const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '')

const stopped = (outcome: 'unknown' | 'not written', cause?: unknown): AppError =>
  new AppError('LEDGER_STOPPED', { details: { outcome }, ...(cause !== undefined && { cause }) })

type Options = { dir: string; files: LogFiles; limit?: number }

/** Makes the file of `segment` with its header, durable under its name, and returns the descriptor. */
export const createSegment = async ({ dir, files }: Options, segment: number): Promise<number> => {
  const fd = files.open(segmentPath(dir, segment))
  files.truncate(fd, 0)
  files.write(fd, [segmentHeader(segment)], 0)
  await files.sync(fd)
  files.syncDirectory(segmentFolder(dir))
  return fd
}

/** Goes on writing `segment` after its first `length` bytes. `fd` is the only descriptor that writes it. */
export const openSegmentWriter = (
  options: Options,
  end: { fd: number; segment: number; length: number },
): SegmentWriter => {
  const { files, limit = segmentLimit } = options
  let { fd, segment, length } = end
  let broken = false

  const breaking = (outcome: 'unknown' | 'not written', cause: unknown): AppError => {
    broken = true
    return stopped(outcome, cause)
  }

  const roll = async (): Promise<void> => {
    let next: number
    try {
      next = await createSegment(options, segment + 1)
    } catch (cause) {
      if (isFull(cause)) throw new AppError('STORAGE_FULL', { cause, details: { outcome: 'not written' } })
      throw breaking('not written', cause)
    }
    await files.close(fd)
    fd = next
    segment += 1
    length = segmentHead
  }

  const write = (buffers: readonly Uint8Array[]): void => {
    try {
      files.write(fd, buffers, length)
    } catch (cause) {
      if (!isFull(cause)) throw breaking('unknown', cause)
      try {
        files.truncate(fd, length)
      } catch (second) {
        throw breaking('unknown', second)
      }
      throw new AppError('STORAGE_FULL', { cause, details: { outcome: 'not written' } })
    }
  }

  const sync = async (): Promise<void> => {
    try {
      await files.sync(fd)
    } catch (cause) {
      // After a failed sync the kernel may have dropped the bytes and would report success next time: never asked again.
      throw breaking('unknown', cause)
    }
  }

  return {
    append: async (payload) => {
      if (broken) throw stopped('not written')
      const buffers = [frameHeader(payload), ...payload]
      const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
      if (length > segmentHead && length + bytes > limit) await roll()
      write(buffers)
      await sync()
      const offset = length
      length += bytes
      return { segment, offset }
    },
    close: () => files.close(fd),
  }
}
