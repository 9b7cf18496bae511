// A thread that reads submissions for the ledger's and checks their signatures: many in a message, answers in the order of the questions.
import { parentPort } from 'node:worker_threads'
import { signatureHolds } from '@ectrace/contracts/fabric/verify-signature'
import { useNativeSha256 } from '../../native-sha256.ts'
import { readSubmission } from './admission.ts'
import type { Verdict } from './admission.ts'
import type { AdmittedOnWire, Done, Task } from './admission-thread.ts'
import { errorToWire } from './rpc.ts'

/** So many answers go back together: a block can begin while the rest is checked. */
const together = 5

const rememberedKeys = 4096

/** By caller, as the ledger's thread named them last: only that thread knows whose key counts when a submission's turn comes. */
const keys = new Map<string, string>()

const remember = (caller: string, publicKey: string): void => {
  const [oldest] = keys.keys()
  if (keys.size >= rememberedKeys && oldest !== undefined) keys.delete(oldest)
  keys.set(caller, publicKey)
}

const holds = (text: string, signature: string, publicKey: string): boolean =>
  signatureHolds(Buffer.from(text), signature, publicKey)

const verdictOf = (caller: string, text: string, signature: string): Verdict | undefined => {
  const key = keys.get(caller)
  return key === undefined ? undefined : { key, holds: holds(text, signature, key) }
}

const read = (text: string): AdmittedOnWire => {
  const { envelope, openings: _stay, ...rest } = readSubmission(text)
  const verdict = verdictOf(envelope.caller, rest.envelopeText, rest.signature)
  return { ...rest, ...(verdict && { verdict }) }
}

const answer = (task: Task): Done => {
  if (task.kind === 'check') {
    const good = holds(task.text, task.signature, task.publicKey)
    if (good) remember(task.caller, task.publicKey)
    return { kind: 'holds', holds: good }
  }
  try {
    return { kind: 'read', admitted: read(task.text) }
  } catch (error) {
    return { kind: 'refused', error: errorToWire(error) }
  }
}

const port = parentPort
if (!port) throw new Error('admission-worker.ts runs in a worker thread')

useNativeSha256()
port.on('message', (tasks: Task[]) => {
  for (let at = 0; at < tasks.length; at += together) port.postMessage(tasks.slice(at, at + together).map(answer))
})
