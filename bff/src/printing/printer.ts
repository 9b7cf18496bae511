// The door to the printing thread: starts it when something is to be printed, hands bytes and codes on, lets it go when nobody prints.
import { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { TakeCodes } from './print-lane.ts'
import { mostUnread } from './print-protocol.ts'
import type { PrintJob, PrintReply, PrintRequest } from './print-protocol.ts'

export type Printer = {
  /**
   * Resolves with the bytes once the first are there; drawing waits for their reader. `take` gives the codes of labels.
   * Rejects with SERVER_BUSY, INTERNAL when it cannot be drawn, or with what `take` rejects with.
   */
  print: (job: PrintJob, take?: TakeCodes) => Promise<Readable>
  close: () => Promise<void>
}

/** Jobs that are drawn at once: notes are a few megabytes at most, labels take a processor for a while. */
const mostAtOnce: Readonly<Record<PrintJob['kind'], number>> = { note: 16, labels: 3 }
/** The thread holds fonts: after so long without a job it ends. */
const idleMs = 60_000
/** A reader that takes nothing for so long gives up its place. */
const patienceMs = 60_000
/** Seconds until labels are worth another try. */
const comeAgain = 10

type Open = {
  kind: PrintJob['kind']
  stream: Readable
  take: TakeCodes
  begun: (stream: Readable) => void
  failed: (error: unknown) => void
  /** Bytes that were handed on to the stream and not told the thread yet. */
  owed: number
  /** Runs while the reader takes nothing. */
  stalled?: NodeJS.Timeout
}

const startPrintWorker = (): Worker =>
  new Worker(new URL('./print-worker.ts', import.meta.url), { name: 'print', execArgv: [] })

const broken = (cause?: unknown): AppError => new AppError('INTERNAL', { details: { part: 'printer' }, cause })

const noCodes: TakeCodes = () => Promise.reject(new Error('this job has no codes'))

export const openPrinter = (startThread = startPrintWorker, patience = patienceMs): Printer => {
  const open = new Map<number, Open>()
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let next = 1

  const fail = (id: number, error: Error): void => {
    const job = open.get(id)
    job?.failed(error)
    // Told to stop as whoever leaves.
    job?.stream.destroy(error)
  }
  const settle = (id: number, job: Open): void => {
    clearTimeout(job.stalled)
    if (job.owed === 0) return
    say({ id, read: job.owed })
    job.owed = 0
  }
  const supply = (id: number, { take }: Open, from: number, count: number): void => {
    take(from, count).then(
      (codes) => {
        if (open.has(id)) say({ id, codes })
      },
      (error: unknown) => {
        fail(id, error instanceof Error ? error : broken(error))
      },
    )
  }
  const hear = (reply: PrintReply): void => {
    const { id } = reply
    const job = open.get(id)
    if (job === undefined) return
    if ('failed' in reply) fail(id, broken(new Error(reply.failed)))
    else if ('need' in reply) supply(id, job, reply.need.from, reply.need.count)
    else {
      job.begun(job.stream)
      const chunk = 'end' in reply ? null : reply.chunk
      if ('end' in reply) forget(id)
      job.owed += chunk?.length ?? 0
      if (job.stream.push(chunk) && chunk !== null) settle(id, job)
      else if (chunk !== null) awaitReader(id, job)
    }
  }
  const awaitReader = (id: number, job: Open): void => {
    clearTimeout(job.stalled)
    job.stalled = setTimeout(() => {
      fail(id, new AppError('SERVER_BUSY', { details: { part: 'printer', rule: 'reader-waits' } }))
    }, patience).unref()
  }
  const stopWorker = async (): Promise<void> => {
    const ending = worker
    worker = undefined
    await ending?.terminate()
  }
  const forget = (id: number): void => {
    clearTimeout(open.get(id)?.stalled)
    open.delete(id)
    if (open.size > 0) return
    clearTimeout(idle)
    idle = setTimeout(() => void stopWorker(), idleMs).unref()
  }
  const thread = (): Worker => {
    clearTimeout(idle)
    if (worker !== undefined) return worker
    const started = startThread()
    worker = started
    const died = (cause?: unknown): void => {
      if (worker !== started) return
      worker = undefined
      for (const id of [...open.keys()]) fail(id, broken(cause))
    }
    started.on('message', hear)
    started.on('error', died)
    started.on('exit', () => {
      died()
    })
    started.unref()
    return started
  }
  const say = (request: PrintRequest): void => thread().postMessage(request)

  const room = (kind: PrintJob['kind']): boolean =>
    [...open.values()].filter((job) => job.kind === kind).length < mostAtOnce[kind]

  return {
    print: (job, take = noCodes) =>
      new Promise((begun, failed) => {
        const { kind } = job
        if (!room(kind)) {
          const wait = kind === 'labels' ? { retryAfter: comeAgain } : {}
          failed(new AppError('SERVER_BUSY', { details: { part: 'printer', ...wait } }))
          return
        }
        const id = next
        next += 1
        const stream = new Readable({
          highWaterMark: mostUnread / 4,
          read: () => {
            const reading = open.get(id)
            if (reading !== undefined) settle(id, reading)
          },
          destroy: (error, done) => {
            if (open.has(id) && worker !== undefined) worker.postMessage({ id, stop: true } satisfies PrintRequest)
            forget(id)
            done(error)
          },
        })
        // Whoever waits for the first bytes is told by `failed`; who reads is told by the stream.
        stream.on('error', () => undefined)
        open.set(id, { kind, stream, take, begun, failed, owed: 0 })
        say({ id, job })
      }),
    close: async () => {
      clearTimeout(idle)
      for (const id of [...open.keys()]) fail(id, new AppError('NOT_READY', { details: { part: 'printer' } }))
      await stopWorker()
    },
  }
}
