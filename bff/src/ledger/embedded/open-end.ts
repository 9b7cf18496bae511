// Opens the newest segment for writing where its last whole frame ends.
import type { LogFiles } from './files.ts'
import { frameHeader } from './frame.ts'
import { createSegment, openSegmentWriter, segmentHead, segmentPath } from './segment.ts'
import type { SegmentWriter } from './segment.ts'
import type { LogEnd } from './walk-log.ts'

type Options = { dir: string; files: LogFiles; limit?: number }

/**
 * Cuts what follows the last whole frame, and writes that frame once more: if the process before ended on a failed sync, the kernel
 * may show bytes here that are not on the device and hold them for clean.
 */
export const openEnd = async (options: Options, { segment, length, block }: LogEnd): Promise<SegmentWriter> => {
  const { dir, files } = options
  if (length === 0) {
    const made = Math.max(segment, 1)
    const fd = await createSegment(options, made)
    return openSegmentWriter(options, { fd, segment: made, length: segmentHead })
  }
  const fd = files.open(segmentPath(dir, segment))
  files.truncate(fd, length)
  if (block?.position.segment === segment)
    files.write(fd, [frameHeader([block.payload]), block.payload], block.position.offset)
  await files.sync(fd)
  return openSegmentWriter(options, { fd, segment, length })
}
