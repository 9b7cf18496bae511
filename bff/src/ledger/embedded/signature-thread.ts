// Has signatures checked on a thread of their own: handing each to libuv's costs the ledger's thread a third of what a rule costs.
import { Worker } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { CheckSignature } from '@ectrace/contracts/fabric/verify-signature'

/** The UTF-8 text that was signed, signature and public key of each. */
export type Checks = [text: string, signature: string, publicKey: string][]
/** Of the oldest checks without one. */
export type Verdicts = boolean[]

type Waiting = { resolve: () => void; reject: (error: AppError) => void }

export const startSignatureWorker = (): Worker =>
  new Worker(new URL('./signature-worker.ts', import.meta.url), { name: 'signatures', execArgv: [] })

/** Over a thread that ends with the one that started it. Checks reject with LEDGER_STOPPED when it has died. */
export const openSignatureThread = (worker = startSignatureWorker()): CheckSignature => {
  const waiting: Waiting[] = []
  let unsent: Checks = []
  let died: unknown

  const stopped = (): AppError => new AppError('LEDGER_STOPPED', { cause: died, details: { outcome: 'not written' } })

  worker.on('message', (verdicts: Verdicts) => {
    for (const [i, { resolve, reject }] of waiting.splice(0, verdicts.length).entries())
      if (verdicts[i] === true) resolve()
      else reject(new AppError('SIGNATURE_INVALID'))
  })
  worker.on('error', (error) => {
    died = error
  })
  worker.on('exit', (code) => {
    died ??= new Error(`the thread that checks signatures ended with code ${code}`)
    for (const { reject } of waiting.splice(0)) reject(stopped())
  })

  // Only now: a listener keeps the process alive as well.
  worker.unref()

  const send = (): void => {
    worker.postMessage(unsent)
    unsent = []
  }

  return (...check) =>
    new Promise((resolve, reject) => {
      if (died !== undefined) {
        reject(stopped())
        return
      }
      waiting.push({ resolve, reject })
      // After the messages that have arrived by now: what they bring goes in one.
      if (unsent.push(check) === 1) setImmediate(send)
    })
}
