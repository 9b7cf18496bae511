// Has blocks projected into a file of SQLite on a thread of its own, which asks the ledger's thread for them: no page waits for an insert.
import { Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { errorOf } from '../store/write-fault.ts'
import type { WriteFault } from '../store/write-fault.ts'
import { CursorMoved } from './apply-blocks.ts'
import type { Cursor } from './apply-blocks.ts'

export type Projector = {
  /**
   * Projects the blocks after `from`, which is the stored cursor, up to `height`, the chain's. Rejects with what the ledger, SQLite or
   * applyBlocks throw, or when the thread ends; what `onBlocks` heard of is written. One call at a time.
   */
  project: (from: Cursor, height: number, onBlocks: (cursor: Cursor) => void) => Promise<void>
  /** After the blocks at hand. */
  close: () => Promise<void>
}

/** What the thread is started with: the read model's file, and a line to the ledger. */
export type ProjectorData = { file: string; ledger: MessagePort }

export type ToProjector = { kind: 'project'; cursor: Cursor; height: number } | { kind: 'close' }

export type FromProjector =
  | { kind: 'reached'; cursor: Cursor }
  /** A call has ended; `moved`: with CursorMoved. */
  | { kind: 'done'; fault?: WriteFault; moved?: boolean }

type Call = { onBlocks: (cursor: Cursor) => void; resolve: () => void; reject: (error: Error) => void }

export const startProjectorWorker = (file: string, ledger: MessagePort): Worker =>
  new Worker(new URL('./projector-worker.ts', import.meta.url), {
    workerData: { file, ledger } satisfies ProjectorData,
    transferList: [ledger],
    name: 'projector',
    execArgv: [],
  })

/** `line` gives a line to the ledger (LedgerOverThread). The thread starts with the first call, and anew after it has died. */
export const openProjector = (file: string, line: () => MessagePort, startThread = startProjectorWorker): Projector => {
  let thread: { worker: Worker; exited: Promise<void> } | undefined
  let call: Call | undefined
  let closed = false

  const settle = (how: (waiting: Call) => void): void => {
    const waiting = call
    call = undefined
    if (waiting) how(waiting)
  }
  const hear = (message: FromProjector): void => {
    if (message.kind === 'reached') {
      call?.onBlocks(message.cursor)
      return
    }
    const { fault, moved = false } = message
    settle(({ resolve, reject }) => {
      if (moved) reject(new CursorMoved())
      else if (fault) reject(errorOf(fault))
      else resolve()
    })
  }
  const start = (): Worker => {
    const worker = startThread(file, line())
    const end = (cause: Error): void => settle(({ reject }) => reject(cause))
    worker.on('message', hear)
    worker.on('error', end)
    const exited = new Promise<void>((resolve) => {
      worker.on('exit', (code) => {
        thread = undefined
        end(new Error(`the thread that projects ended with code ${code}`))
        resolve()
      })
    })
    thread = { worker, exited }
    return worker
  }
  const send = (message: ToProjector): void => (thread?.worker ?? start()).postMessage(message)

  return {
    project: (cursor, height, onBlocks) =>
      new Promise((resolve, reject) => {
        if (closed) {
          resolve()
          return
        }
        send({ kind: 'project', cursor, height })
        call = { onBlocks, resolve, reject }
      }),
    close: async () => {
      closed = true
      if (!thread) return
      send({ kind: 'close' })
      await thread.exited
    },
  }
}
