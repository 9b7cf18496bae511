// The thread in which the embedded ledger runs: messages in, messages out, one core.
import { parentPort, workerData } from 'node:worker_threads'
import type { ScrubState } from '@ectrace/shared/ledger/ledger'
import { useNativeSha256 } from '../../native-sha256.ts'
import { openCarrier } from '../../sqlite/carry-thread.ts'
import { openCore } from './core.ts'
import { openSignatureThread } from './signature-thread.ts'
import type { Calls, FromWorker, Method, Request, ToWorker } from './rpc.ts'
import { errorToWire } from './rpc.ts'

/** What open.ts hands over when it starts the thread. */
export type WorkerData = { dir: string; keyDir: string; channel: string; now: number }

const port = parentPort
if (!port) throw new Error('worker.ts runs in a worker thread')

useNativeSha256()

const data = workerData as WorkerData
let now = data.now
let unsent: FromWorker[] = []
const flush = (): void => {
  port.postMessage(unsent)
  unsent = []
}
/** What one turn of the event loop has to say goes in one message: a block is told to many at once. */
const send = (message: FromWorker): void => {
  if (unsent.push(message) === 1) setImmediate(flush)
}

const call = <M extends Method>(ledger: Calls, method: M, params: Parameters<Calls[M]>): ReturnType<Calls[M]> =>
  (ledger[method] as (...args: Parameters<Calls[M]>) => ReturnType<Calls[M]>)(...params)

const answer = async (ledger: Calls, { id, method, params }: Request): Promise<void> => {
  try {
    send({ kind: 'result', id, value: await call(ledger, method, params) })
  } catch (error) {
    send({ kind: 'error', id, error: errorToWire(error) })
  }
  // Nothing else keeps the thread alive: it ends by itself.
  if (method === 'close') setImmediate(() => port.close())
}

try {
  const { dir, keyDir, channel } = data
  const note = (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown>): void =>
    send({ kind: 'note', level, message, fields })
  const told = (state: ScrubState): void => send({ kind: 'scrub', state })
  const threads = { signature: openSignatureThread(), carrier: openCarrier }
  const ledger = await openCore({ dir, keyDir, channel, clock: () => now, note, scrub: { told }, ...threads })
  ledger.onBlock((_height, keys) => send({ kind: 'block', log: ledger.state(), keys }))
  port.on('message', (message: ToWorker) => {
    now = message.now
    for (const request of message.requests) void answer(ledger, request)
  })
  send({ kind: 'opened', log: ledger.state() })
} catch (error) {
  send({ kind: 'failed', error: errorToWire(error) })
}
