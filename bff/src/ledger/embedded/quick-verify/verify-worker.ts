// A thread of a verification: one task after the other, until there are no more.
import { parentPort, workerData } from 'node:worker_threads'
import type { SegmentFacts } from './check-segment.ts'
import { openTaskRunner } from './verify-task.ts'
import type { VerifyTask, VerifyWork } from './verify-task.ts'

export type FromVerifyWorker =
  { kind: 'progress'; transactions: number } | { kind: 'done'; facts: SegmentFacts } | { kind: 'failed'; error: string }

const port = parentPort
if (!port) throw new Error('verify-worker.ts runs in a worker thread')
const send = (message: FromVerifyWorker): void => port.postMessage(message)

const toldEvery = 2_000
let untold = 0
const runner = openTaskRunner(workerData as VerifyWork, (transactions) => {
  untold += transactions
  if (untold < toldEvery) return
  send({ kind: 'progress', transactions: untold })
  untold = 0
})

port.on('message', (task: VerifyTask | 'end') => {
  if (task === 'end') {
    runner.close()
    port.close()
    return
  }
  try {
    send({ kind: 'done', facts: runner.run(task) })
  } catch (error) {
    send({ kind: 'failed', error: String(error) })
  }
})
