// Has a database's write-ahead log carried over on a thread of its own: syncing some thousand pages would hold up who writes.
import { Worker } from 'node:worker_threads'

/** Pages after which SQLite carries over by itself, in a commit: 64 MB instead of 4 MB. Most pages of an index change again soon. */
export const laterCheckpoint = 'PRAGMA wal_autocheckpoint = 16384'

/** Transactions after which it is time: some 5 to 15 MB. */
const every = 512
/** So many times, then at once again for what was written meanwhile, and the writer does the little rest: that holds it up for two syncs. */
const timesBeforeRest = 3

export type Carrier = {
  /** `size` transactions are in the database. */
  reached: (size: number) => void
  close: () => Promise<void>
}

export const startCarryWorker = (file: string): Worker =>
  new Worker(new URL('./carry-worker.ts', import.meta.url), { workerData: file, name: 'carry', execArgv: [] })

/**
 * `file` is the database, its writer's connection one that carries over by itself only much later (`laterCheckpoint`). `finish` is
 * called now and then when nearly all is carried over: it does the rest, written meanwhile, so that SQLite begins the write-ahead log
 * anew. The thread starts when it is needed first; should it die, SQLite does it all itself, later.
 */
export const openCarrier = (file: string, finish: () => void, startThread = startCarryWorker): Carrier => {
  let thread: { worker: Worker; ended: Promise<void> } | undefined
  let carriedAt = 0
  let busy = false
  let times = 0

  const start = (): Worker => {
    const worker = startThread(file)
    thread = { worker, ended: new Promise((resolve) => worker.once('exit', () => resolve())) }
    worker.on('message', () => {
      times += 1
      if (times === timesBeforeRest) {
        worker.postMessage('carry')
        return
      }
      busy = false
      if (times < timesBeforeRest) return
      times = 0
      finish()
    })
    worker.on('error', () => {
      busy = true
    })
    // Only now: a listener keeps the process alive as well.
    worker.unref()
    return worker
  }

  return {
    reached: (size) => {
      if (busy || size < carriedAt + every) return
      busy = true
      carriedAt = size
      const { worker } = thread ?? { worker: start() }
      worker.postMessage('carry')
    },
    close: async () => {
      thread?.worker.ref()
      thread?.worker.postMessage('close')
      await thread?.ended
    },
  }
}
