// The door to threads that read tables: one for each file, two at a time, with a limit on memory and on time.
import { Worker } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode, ErrorDetails } from '@ectrace/shared/errors'
import { codeOf, tooLarge } from './cells.ts'
import type { TableRow } from './cells.ts'

export type ReadReply = { rows: TableRow[] } | { refused: ErrorCode; details: ErrorDetails } | { failed: string }

export type TableReader = {
  /**
   * The rows of a file. Rejects with FILE_UNREADABLE or FILE_TOO_LARGE (details: which rule; `time` and `memory` when the thread was
   * stopped), SERVER_BUSY when too many wait.
   */
  read: (bytes: Buffer) => Promise<TableRow[]>
  close: () => Promise<void>
}

const atOnce = 2
const mostWaiting = 8
const defaultDeadlineMs = 20_000
/** What is unfolded is counted by the reader itself: buffers are outside of these. */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 }

const broken = (cause: unknown): AppError => new AppError('INTERNAL', { details: { part: 'table reader' }, cause })

const stopped = (): AppError => new AppError('NOT_READY', { details: { part: 'table reader' } })

const rowsOf = (reply: ReadReply): TableRow[] => {
  if ('rows' in reply) return reply.rows
  if ('refused' in reply) throw new AppError(reply.refused, { details: reply.details })
  throw broken(new Error(reply.failed))
}

/** Runs one thread to its end. */
const readOnThread = (bytes: Buffer, deadlineMs: number, running: Set<Worker>): Promise<TableRow[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
      name: 'read-table',
      execArgv: [],
      workerData: new Uint8Array(bytes),
      resourceLimits,
    })
    running.add(worker)
    const settle = (outcome: () => void): void => {
      clearTimeout(timer)
      running.delete(worker)
      outcome()
      void worker.terminate()
    }
    const fail = (error: AppError): void => {
      settle(() => {
        reject(error)
      })
    }
    const timer = setTimeout(() => {
      fail(tooLarge('time'))
    }, deadlineMs)
    worker.on('message', (reply: ReadReply) => {
      settle(() => {
        try {
          resolve(rowsOf(reply))
        } catch (error) {
          reject(error instanceof Error ? error : broken(error))
        }
      })
    })
    worker.on('error', (error: unknown) => {
      fail(codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge('memory') : broken(error))
    })
    worker.on('exit', () => {
      fail(stopped())
    })
  })

export const openTableReader = (deadlineMs = defaultDeadlineMs): TableReader => {
  const running = new Set<Worker>()
  const waiting: (() => void)[] = []
  let busy = 0
  let closed = false
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) busy -= 1
    else next()
  }
  const enter = async (): Promise<void> => {
    if (busy < atOnce) {
      busy += 1
      return
    }
    if (waiting.length >= mostWaiting) throw new AppError('SERVER_BUSY', { details: { part: 'table reader' } })
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  return {
    read: async (bytes) => {
      await enter()
      try {
        if (closed) throw stopped()
        return await readOnThread(bytes, deadlineMs, running)
      } finally {
        leave()
      }
    },
    close: async () => {
      closed = true
      await Promise.all([...running].map((worker) => worker.terminate()))
    },
  }
}
