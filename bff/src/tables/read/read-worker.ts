// A thread that reads one file and ends: whatever somebody put into it, the memory and the time that it costs are this thread's own.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import { readTable } from './read-table.ts'
import type { ReadReply } from './table-reader.ts'

const port = parentPort
if (!port) throw new Error('read-worker.ts runs in a worker thread')

const say = (reply: ReadReply): void => port.postMessage(reply)

const bytes = workerData as Uint8Array
readTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).then(
  (rows) => {
    say({ rows })
  },
  (error: unknown) => {
    if (error instanceof AppError) say({ refused: error.code, details: error.details })
    else say({ failed: error instanceof Error ? error.message : String(error) })
  },
)
