// The few file operations that the log's durability stands on, as a port: tests put a failing disk in its place.
import { constants, close, closeSync, fdatasync, fsyncSync, ftruncateSync, openSync, writevSync } from 'node:fs'
import { promisify } from 'node:util'

export type LogFiles = {
  /** For reading and writing, created when absent. */
  open: (path: string) => number
  /** Writes all of `buffers` at `position` or throws. */
  write: (fd: number, buffers: readonly Uint8Array[], position: number) => void
  /** fdatasync: on return the bytes and the length that makes them readable are on the device. */
  sync: (fd: number) => Promise<void>
  truncate: (fd: number, length: number) => void
  /** Makes the names in a directory durable. */
  syncDirectory: (path: string) => void
  close: (fd: number) => Promise<void>
}

const fdatasyncAsync = promisify(fdatasync)
const closeAsync = promisify(close)

const rest = (buffers: readonly Uint8Array[], written: number): Uint8Array[] => {
  let skip = written
  return buffers.flatMap((buffer) => {
    const from = Math.min(skip, buffer.length)
    skip -= from
    return from < buffer.length ? [buffer.subarray(from)] : []
  })
}

/** The operating system's files. */
export const nodeFiles: LogFiles = {
  open: (path) => openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600),
  write: (fd, buffers, position) => {
    let left = rest(buffers, 0)
    for (let at = position; left.length > 0;) {
      // A short write is not an error by itself: the next one tells why.
      const written = writevSync(fd, left, at)
      at += written
      left = rest(left, written)
    }
  },
  sync: (fd) => fdatasyncAsync(fd),
  truncate: (fd, length) => ftruncateSync(fd, length),
  syncDirectory: (path) => {
    const fd = openSync(path, 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  },
  close: (fd) => closeAsync(fd),
}
