// Serves a ledger out of the thread in which it runs: messages in, messages out, one core.
import { parentPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { ScrubState } from '@ectrace/shared/ledger/ledger'
import { useNativeSha256 } from '../../native-sha256.ts'
import type { Core, Note } from './core.ts'
import type { Calls, FromWorker, Method, Request, ToWorker } from './rpc.ts'
import { errorToWire } from './rpc.ts'

/** What the thread lends to the ledger that runs in it. `clock` is that of the last message: the thread has none of its own. */
export type Thread = { clock: () => number; note: Note; told: (state: ScrubState) => void }

const call = <M extends Method>(ledger: Calls, method: M, params: Parameters<Calls[M]>): ReturnType<Calls[M]> =>
  (ledger[method] as (...args: Parameters<Calls[M]>) => ReturnType<Calls[M]>)(...params)

type Send = (message: FromWorker) => void

/** What one turn of the event loop has to say on `port` goes in one message: a block is told to many at once. */
const sender = (port: MessagePort): Send => {
  let unsent: FromWorker[] = []
  const flush = (): void => {
    port.postMessage(unsent)
    unsent = []
  }
  return (message) => {
    if (unsent.push(message) === 1) setImmediate(flush)
  }
}

/** Opens the ledger by `open` and answers calls until it is closed. `now`: the caller's clock at the start. */
export const serveLedger = async (now: number, open: (thread: Thread) => Promise<Core>): Promise<void> => {
  const port = parentPort
  if (!port) throw new Error('a ledger is served in a worker thread')
  useNativeSha256()
  let time = now
  const send = sender(port)
  const answer = async (ledger: Calls, { id, method, params }: Request, tell: Send): Promise<void> => {
    try {
      tell({ kind: 'result', id, value: await call(ledger, method, params) })
    } catch (error) {
      tell({ kind: 'error', id, error: errorToWire(error) })
    }
    // Nothing else keeps the thread alive: it ends by itself.
    if (method === 'close') setImmediate(() => port.close())
  }
  try {
    const core = await open({
      clock: () => time,
      note: (level, message, fields) => send({ kind: 'note', level, message, fields }),
      told: (state) => send({ kind: 'scrub', state }),
    })
    const calls: Calls = { ...core, ...core.texts }
    core.onBlock((_height, keys) => send({ kind: 'block', log: core.state(), keys }))
    const serve = (line: MessagePort, tell: Send): void => {
      line.on('message', (message: ToWorker) => {
        if ('serve' in message) {
          serve(message.serve, sender(message.serve))
          // The thread ends when who started it has closed the ledger.
          message.serve.unref()
          return
        }
        time = message.now ?? time
        for (const request of message.requests) void answer(calls, request, tell)
      })
    }
    serve(port, send)
    send({ kind: 'opened', log: core.state() })
  } catch (error) {
    send({ kind: 'failed', error: errorToWire(error) })
  }
}
