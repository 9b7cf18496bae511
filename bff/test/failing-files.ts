// A disk that does as it is told: the next operation of a kind fails, or a sync waits.
import { nodeFiles } from '../src/ledger/embedded/files.ts'
import type { LogFiles } from '../src/ledger/embedded/files.ts'

export type Operation = 'write' | 'sync' | 'truncate' | 'open'
export type Fault = { operation: Operation; code: string; /** Bytes that still get through. */ partly?: number }

/** The system's files, of which the next operation of a kind fails as told; `calls` counts every operation. */
export const failingFiles = () => {
  let next: Fault | undefined
  const calls: Record<Operation, number> = { write: 0, sync: 0, truncate: 0, open: 0 }
  const meet = (operation: Operation): Fault | undefined => {
    calls[operation] += 1
    const fault = next?.operation === operation ? next : undefined
    if (fault) next = undefined
    return fault
  }
  const raise = ({ code }: Fault): never => {
    throw Object.assign(new Error(`${code}: injected`), { code })
  }
  const files: LogFiles = {
    ...nodeFiles,
    open: (path) => {
      const fault = meet('open')
      return fault ? raise(fault) : nodeFiles.open(path)
    },
    write: (fd, buffers, position) => {
      const fault = meet('write')
      const through = fault ? [Buffer.concat(buffers).subarray(0, fault.partly ?? 0)] : buffers
      nodeFiles.write(fd, through, position)
      if (fault) raise(fault)
    },
    sync: async (fd) => {
      const fault = meet('sync')
      if (fault) raise(fault)
      await nodeFiles.sync(fd)
    },
    truncate: (fd, length) => {
      const fault = meet('truncate')
      if (fault) raise(fault)
      nodeFiles.truncate(fd, length)
    },
  }
  return { files, calls, fail: (fault: Fault): void => void (next = fault) }
}

const deferred = (): { promise: Promise<void>; resolve: () => void } => {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** The next sync waits for `release`. */
export const holdSync = (files: LogFiles): { reached: Promise<void>; release: () => void } => {
  const { sync } = files
  const [reached, gate] = [deferred(), deferred()]
  files.sync = async (fd) => {
    files.sync = sync
    reached.resolve()
    await gate.promise
    await sync(fd)
  }
  return { reached: reached.promise, release: gate.resolve }
}
