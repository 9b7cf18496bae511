// A thread that checks signatures for the ledger's: many in a message, verdicts in the order of the questions.
import { parentPort } from 'node:worker_threads'
import type { Checks, Verdicts } from './signature-thread.ts'
import { signatureHolds } from '@ectrace/contracts/fabric/verify-signature'

/** So many verdicts go back together: a block can begin while the rest is checked. */
const together = 16

const port = parentPort
if (!port) throw new Error('signature-worker.ts runs in a worker thread')

port.on('message', (checks: Checks) => {
  for (let at = 0; at < checks.length; at += together) {
    const verdicts: Verdicts = checks
      .slice(at, at + together)
      .map(([text, signature, publicKey]) => signatureHolds(Buffer.from(text), signature, publicKey))
    port.postMessage(verdicts)
  }
})
