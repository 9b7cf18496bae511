// Has submissions read and their signatures checked on a thread of their own: both together take the ledger's thread longer than a rule.
import { Worker } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { readSubmission } from './admission.ts'
import type { Admission, Admitted } from './admission.ts'
import { errorFromWire } from './rpc.ts'
import type { ErrorOnWire } from './rpc.ts'

/** Objects cross as the canonical text that they were checked in. */
export type AdmittedOnWire = Omit<Admitted, 'envelope' | 'openings'>

/** The JSON of a submission that is to be read, or one whose signature is to be checked. */
export type Task =
  { kind: 'read'; text: string } | { kind: 'check'; caller: string; text: string; signature: string; publicKey: string }

/** `read` and `holds` answer the tasks of those kinds. */
export type Done =
  | { kind: 'read'; admitted: AdmittedOnWire }
  | { kind: 'holds'; holds: boolean }
  | { kind: 'refused'; error: ErrorOnWire }

type Waiting = { resolve: (done: Done) => void; reject: (error: AppError) => void }

export const startAdmissionWorker = (): Worker =>
  new Worker(new URL('./admission-worker.ts', import.meta.url), { name: 'admission', execArgv: [] })

const admittedOf = (done: Done): Admitted => {
  if (done.kind === 'refused') throw errorFromWire(done.error)
  if (done.kind !== 'read') throw new AppError('INTERNAL', { details: { answer: done.kind } })
  const { envelopeText, openingsText } = done.admitted
  const envelope = JSON.parse(envelopeText) as Envelope
  return { ...done.admitted, envelope, openings: JSON.parse(openingsText) as Openings }
}

/** Over a thread that ends with the one that started it. Checks reject with LEDGER_STOPPED when it has died. */
export const openAdmissionThread = (worker = startAdmissionWorker()): Admission => {
  const waiting: Waiting[] = []
  let unsent: Task[] = []
  let died: unknown

  const stopped = (): AppError => new AppError('LEDGER_STOPPED', { cause: died, details: { outcome: 'not written' } })

  // In the order of the questions.
  worker.on('message', (answers: Done[]) => {
    for (const [i, { resolve }] of waiting.splice(0, answers.length).entries()) {
      const done = answers[i]
      if (done !== undefined) resolve(done)
    }
  })
  worker.on('error', (error) => {
    died = error
  })
  worker.on('exit', (code) => {
    died ??= new Error(`the thread that reads submissions ended with code ${code}`)
    for (const { reject } of waiting.splice(0)) reject(stopped())
  })

  // Only now: a listener keeps the process alive as well.
  worker.unref()

  const send = (): void => {
    worker.postMessage(unsent)
    unsent = []
  }

  const ask = (task: Task): Promise<Done> =>
    new Promise((resolve, reject) => {
      if (died !== undefined) {
        reject(stopped())
        return
      }
      waiting.push({ resolve, reject })
      // After the messages that have arrived by now: what they bring goes in one.
      if (unsent.push(task) === 1) setImmediate(send)
    })

  return {
    read: async (text) => {
      const done = await ask({ kind: 'read', text }).catch(() => undefined)
      // Without the thread nothing new is taken, for who signed it cannot be known; but what is on chain is still found by its id.
      return done === undefined ? readSubmission(text) : admittedOf(done)
    },
    check: async ({ envelope: { caller }, envelopeText: text, signature }, publicKey) => {
      const done = await ask({ kind: 'check', caller, text, signature, publicKey })
      if (done.kind !== 'holds' || !done.holds) throw new AppError('SIGNATURE_INVALID')
    },
  }
}
