// The Ledger port over a thread: every call is a message, every answer finds its call, and a thread that dies leaves nobody waiting.
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort, Worker } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import type { BlockListener, Ledger, LogState, ScrubState } from '@ectrace/shared/ledger/ledger'
import { answersOf } from './answer-texts.ts'
import { errorFromWire } from './rpc.ts'
import type { Calls, FromWorker, Method, Request, ToWorker } from './rpc.ts'

type LogLine = (fields: object, message: string) => void

/** Where repairs and faults are told; pino's shape. */
export type LedgerLogger = { info: LogLine; warn: LogLine; error: LogLine }

type Pending = { method: Method; resolve: (value: never) => void; reject: (error: AppError) => void }

/** The thread is gone: whether a transaction on its way is on chain shows after the next start. */
const threadEnded = (method: Method, cause: unknown): AppError =>
  new AppError('LEDGER_STOPPED', { cause, details: { outcome: method === 'submit' ? 'unknown' : 'not read' } })

/**
 * Calls on a line into the thread, those of one turn of the event loop in one message; each gets its answer (`hear`), or LEDGER_STOPPED
 * when the thread ends before.
 */
const openCalls = (line: Pick<MessagePort, 'postMessage'>, clock?: () => number) => {
  const pending = new Map<number, Pending>()
  let gathered: Request[] = []
  let lastId = 0
  let ended: { cause: unknown } | undefined

  const settle = (id: number, how: (call: Pending) => void): void => {
    const waiting = pending.get(id)
    pending.delete(id)
    if (waiting) how(waiting)
  }

  const flush = (): void => {
    const message = { requests: gathered, ...(clock && { now: clock() }) } satisfies ToWorker
    gathered = []
    try {
      line.postMessage(message)
    } catch (cause) {
      // A value that no message can carry.
      for (const { id } of message.requests) settle(id, ({ reject }) => reject(new AppError('INTERNAL', { cause })))
    }
  }

  const call = <M extends Method>(method: M, ...params: Parameters<Calls[M]>): ReturnType<Calls[M]> => {
    const answer = new Promise((resolve, reject) => {
      if (ended) {
        reject(threadEnded(method, ended.cause))
        return
      }
      lastId += 1
      if (gathered.length === 0) setImmediate(flush)
      // A method goes with its own parameters, which the call's type has seen to.
      gathered.push({ id: lastId, method, params } as Request)
      pending.set(lastId, { method, resolve, reject })
    })
    return answer as ReturnType<Calls[M]>
  }

  const end = (cause: unknown): void => {
    ended ??= { cause }
    for (const [id] of pending) settle(id, ({ method, reject }) => reject(threadEnded(method, cause)))
  }

  const isOver = (): boolean => ended !== undefined

  const hear = (message: FromWorker): void => {
    if (message.kind === 'error') settle(message.id, (waiting) => waiting.reject(errorFromWire(message.error)))
    else if (message.kind === 'result') settle(message.id, (waiting) => waiting.resolve(message.value as never))
  }

  const answers = answersOf({
    submit: (submission) => call('submit', submission),
    transaction: (id) => call('transaction', id),
    read: (key) => call('read', key),
    history: (key, page) => call('history', key, page),
    blocks: (from, limit) => call('blocks', from, limit),
  })

  return { call, answers, hear, end, isOver }
}

/** `share` gives a line into the thread for another thread (sharedLedger): what is asked on it does not pass through this one. */
export type LedgerOverThread = Ledger & { share: () => MessagePort }

/** What can be asked on a line that `share` gave; LEDGER_STOPPED once it is closed at the other end. */
export const sharedLedger = (line: MessagePort): Pick<Ledger, 'read' | 'blocks'> => {
  const { answers, hear, end } = openCalls(line)
  line.on('message', (messages: FromWorker[]) => messages.forEach(hear))
  line.on('close', () => end(new Error('the line was closed')))
  return answers
}

/**
 * Waits for `worker` (worker.ts) to open the log and gives the port to it. Rejects with what opening threw; calls after the thread
 * has ended reject with LEDGER_STOPPED, also those that were waiting (`details.outcome` of a submission: unknown).
 */
export const ledgerOver = async (
  worker: Worker,
  clock: () => number,
  logger?: LedgerLogger,
): Promise<LedgerOverThread> => {
  const { call, answers, hear: hearAnswer, end, isOver } = openCalls(worker, clock)
  const listeners = new Set<BlockListener>()
  let scrubbed: ScrubState | undefined
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))

  // A block may stand in the very message in which the log is opened.
  let head: LogState | undefined
  const hearBlock = (log: LogState, keys: readonly string[]): void => {
    head = log
    listeners.forEach((listener) => listener(log.height, keys))
  }

  await new Promise<void>((resolve, reject) => {
    const hear = (message: FromWorker): void => {
      if (message.kind === 'opened') {
        head = message.log
        resolve()
      } else if (message.kind === 'failed') reject(errorFromWire(message.error))
      else if (message.kind === 'block') hearBlock(message.log, message.keys)
      // The thread's clock stands still between calls.
      else if (message.kind === 'scrub') scrubbed = { ...message.state, at: new Date(clock()).toISOString() }
      else if (message.kind === 'note') logger?.[message.level]({ ...message.fields, part: 'ledger' }, message.message)
      else hearAnswer(message)
    }
    worker.on('message', (messages: FromWorker[]) => messages.forEach(hear))
    worker.on('error', (error: Error) => {
      logger?.error({ part: 'ledger', error: error.stack }, 'the thread of the ledger failed')
      end(error)
      reject(threadEnded('read', error))
    })
    worker.on('exit', (code) => {
      const cause = new Error(`the thread ended with code ${code}`)
      end(cause)
      reject(threadEnded('read', cause))
    })
  })

  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await call('close')
    await exited
  }
  return {
    ...answers,
    // Told before any answer that rests on the block.
    log: () =>
      isOver() || head === undefined ? Promise.reject(threadEnded('read', undefined)) : Promise.resolve(head),
    inclusion: (leafIndex, size) => call('inclusion', leafIndex, size),
    consistency: (first, second) => call('consistency', first, second),
    signManifest: (manifest) => call('signManifest', manifest),
    onBlock: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    scrub: () => scrubbed,
    share: () => {
      if (isOver()) throw threadEnded('read', undefined)
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ serve: port1 } satisfies ToWorker, [port1])
      return port2
    },
    close: () => (closed ??= close()),
  }
}
