// The line to the thread that writes the vault: nobody waits in a disk's sync here, and what resolves is durable.
import { Worker } from 'node:worker_threads'
import type { QueryResult } from 'kysely'
import { AppError } from '@ectrace/shared/errors'
import type { Act, FromWriter, Statement, ToWriter, WriterData } from './vault-writer-protocol.ts'
import { errorOf } from './write-fault.ts'

export type VaultWriter = {
  /** Keeps all or none; what arrives together shares one commit. Throws STORAGE_FULL, NOT_READY after the end, or SQLite's error (`errcode`). */
  write(statements: readonly Statement[]): Promise<QueryResult<unknown>[]>
  /** A transaction step by step, which holds up all other writes: `begin` resolves when its turn has come. */
  begin(): Promise<void>
  step(statement: Statement): Promise<QueryResult<unknown>>
  end(how: 'commit' | 'rollback'): Promise<void>
  close(): Promise<void>
}

type Waiting = { resolve: (results: QueryResult<unknown>[]) => void; reject: (error: Error) => void }

const stopped = (cause?: unknown): AppError => new AppError('NOT_READY', { details: { part: 'vault' }, cause })

const opened = async (worker: Worker): Promise<void> => {
  const first = await new Promise<FromWriter>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  if (first.kind === 'failed') throw errorOf(first.fault)
}

/** Starts the thread over `file`, a vault that is up to date. Throws what SQLite throws for a file that it cannot open. */
export const openVaultWriter = async (file: string): Promise<VaultWriter> => {
  const workerData: WriterData = { file }
  const worker = new Worker(new URL('./vault-writer-worker.ts', import.meta.url), { workerData, name: 'vault' })
  await opened(worker)
  const waiting = new Map<number, Waiting>()
  const gathered: Act[] = []
  let last = 0
  let dead: AppError | undefined
  const send = (message: ToWriter): void => worker.postMessage(message)
  const end = (cause?: unknown): void => {
    dead ??= stopped(cause)
    for (const { reject } of waiting.values()) reject(dead)
    waiting.clear()
  }
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end()
      resolve()
    })
  })
  worker.on('error', end)
  worker.on('message', (message: FromWriter) => {
    if (message.kind !== 'written') return
    for (const written of message.written) {
      const asked = waiting.get(written.id)
      waiting.delete(written.id)
      if ('fault' in written) asked?.reject(errorOf(written.fault))
      else asked?.resolve(written.results)
    }
  })

  const ask = (post: (id: number) => void): Promise<QueryResult<unknown>[]> =>
    new Promise((resolve, reject) => {
      if (dead !== undefined) {
        reject(dead)
        return
      }
      last += 1
      waiting.set(last, { resolve, reject })
      post(last)
    })

  const flush = (): void => {
    if (gathered.length > 0) send({ kind: 'acts', acts: gathered.splice(0) })
  }

  return {
    write: (statements) =>
      ask((id) => {
        if (gathered.length === 0) setImmediate(flush)
        gathered.push({ id, statements })
      }),
    begin: async () => {
      flush()
      await ask((id) => send({ kind: 'begin', id }))
    },
    step: async (statement) => {
      const [result] = await ask((id) => send({ kind: 'step', id, statement }))
      return result ?? { rows: [] }
    },
    end: async (how) => {
      await ask((id) => send({ kind: how, id }))
    },
    close: async () => {
      flush()
      dead ??= stopped()
      send({ kind: 'close' })
      await exited
    },
  }
}
