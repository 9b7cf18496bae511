// Deals the tasks of a verification out to threads, or does them one after the other in this one.
import { Worker } from 'node:worker_threads'
import type { SegmentFacts } from './check-segment.ts'
import { openTaskRunner } from './verify-task.ts'
import type { VerifyTask, VerifyWork } from './verify-task.ts'
import type { FromVerifyWorker } from './verify-worker.ts'

type Options = {
  tasks: readonly VerifyTask[]
  work: VerifyWork
  /** 0: in this thread. */
  threads: number
  /** Gets every task's facts, in any order; false ends the work. */
  take: (facts: SegmentFacts, task: number) => boolean
  progress: (transactions: number) => void
}

const runHere = ({ tasks, work, take, progress }: Options): boolean => {
  const runner = openTaskRunner(work, progress)
  try {
    return tasks.every((task, number) => take(runner.run(task), number))
  } catch {
    return false
  } finally {
    runner.close()
  }
}

const runInThreads = ({ tasks, work, threads, take, progress }: Options): Promise<boolean> => {
  let next = 0
  let sound = true
  const startThread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: work, execArgv: [] })
      let doing = -1
      const proceed = (): void => {
        doing = sound ? next++ : tasks.length
        worker.postMessage(tasks[doing] ?? 'end')
      }
      worker.on('message', (message: FromVerifyWorker) => {
        if (message.kind === 'progress') {
          progress(message.transactions)
          return
        }
        if (message.kind === 'failed' || !take(message.facts, doing)) sound = false
        proceed()
      })
      worker.on('error', reject)
      worker.on('exit', () => resolve())
      proceed()
    })
  const count = Math.min(tasks.length, threads)
  return Promise.all(Array.from({ length: count }, startThread)).then(() => sound)
}

/** True when every task was done and taken; false as soon as one was not. Rejects when a thread dies. */
export const runTasks = (options: Options): Promise<boolean> =>
  options.threads === 0 ? Promise.resolve(runHere(options)) : runInThreads(options)
