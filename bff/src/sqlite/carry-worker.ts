// A thread that carries SQLite's write-ahead log of one database over into its file, whenever it is told to.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

const port = parentPort
if (!port) throw new Error('carry-worker.ts runs in a worker thread')

const database = new DatabaseSync(workerData as string)

port.on('message', (what: 'carry' | 'close') => {
  if (what === 'close') {
    database.close()
    port.close()
    return
  }
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } catch {
    // A full disk: the writer's own connection meets it too and knows what to do.
  }
  port.postMessage('carried')
})
