// The door to the printing thread: starts it when a note is asked for, hands its bytes on, lets it go when nobody prints.
import { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { NoteFacts } from './note-facts.ts'
import type { Language } from './note-words.ts'
import type { PrintReply, PrintRequest } from './print-protocol.ts'

export type Printer = {
  /** Resolves with the note's bytes once the first are there. Rejects with SERVER_BUSY, or INTERNAL when it cannot be drawn. */
  print: (facts: NoteFacts, language: Language) => Promise<Readable>
  close: () => Promise<void>
}

/** Notes that are drawn at once; each is a few megabytes at most. */
const mostNotes = 16
/** The thread holds fonts: after so long without a note it ends. */
const idleMs = 60_000

type Open = { stream: Readable; begun: (stream: Readable) => void; failed: (error: AppError) => void }

const startPrintWorker = (): Worker =>
  new Worker(new URL('./print-worker.ts', import.meta.url), { name: 'print', execArgv: [] })

const broken = (cause?: unknown): AppError => new AppError('INTERNAL', { details: { part: 'printer' }, cause })

export const openPrinter = (startThread = startPrintWorker): Printer => {
  const open = new Map<number, Open>()
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let next = 1

  const fail = (id: number, error: AppError): void => {
    const note = open.get(id)
    open.delete(id)
    note?.failed(error)
    note?.stream.destroy(error)
  }
  const hear = (reply: PrintReply): void => {
    const note = open.get(reply.id)
    if (note === undefined) return
    if ('failed' in reply) {
      fail(reply.id, broken(new Error(reply.failed)))
      return
    }
    note.begun(note.stream)
    note.stream.push('end' in reply ? null : reply.chunk)
    if ('end' in reply) forget(reply.id)
  }
  const stopWorker = async (): Promise<void> => {
    const ending = worker
    worker = undefined
    await ending?.terminate()
  }
  const forget = (id: number): void => {
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

  return {
    print: (facts, language) =>
      new Promise((begun, failed) => {
        if (open.size >= mostNotes) {
          failed(new AppError('SERVER_BUSY', { details: { part: 'printer' } }))
          return
        }
        const id = next
        next += 1
        const stream = new Readable({
          read: () => undefined,
          destroy: (error, done) => {
            if (open.has(id) && worker !== undefined) worker.postMessage({ id, stop: true } satisfies PrintRequest)
            forget(id)
            done(error)
          },
        })
        // Whoever waits for the first bytes is told by `failed`; who reads is told by the stream.
        stream.on('error', () => undefined)
        open.set(id, { stream, begun, failed })
        say({ id, facts, language })
      }),
    close: async () => {
      clearTimeout(idle)
      for (const id of [...open.keys()]) fail(id, new AppError('NOT_READY', { details: { part: 'printer' } }))
      await stopWorker()
    },
  }
}
