// The thread that alone writes the vault: acts that wait together share one durable commit, and one that fails leaves nothing behind.
import { parentPort, workerData } from 'node:worker_threads'
import type { QueryResult, SqliteDatabase } from 'kysely'
import { openConnection, runStatement } from './sqlite-connection.ts'
import type { Act, FromWriter, ToWriter, WriterData, Written } from './vault-writer-protocol.ts'
import { faultOf } from './write-fault.ts'

/** Acts of one commit: more only make the first one wait. */
const mostTogether = 256

type Waiting = Act | { begin: number }

/** Takes messages; `send` hears of what is durable. */
const writerOver = (database: SqliteDatabase, send: (message: FromWriter) => void) => {
  const run = (sql: string): void => void database.prepare(sql).run([])
  const queue: Waiting[] = []
  let scheduled = false
  /** A transaction that is written step by step holds everybody else up. */
  let stepping = false

  const tell = (written: readonly Written[]): void => send({ kind: 'written', written })

  const tried = (id: number, work: () => QueryResult<unknown>[]): Written => {
    try {
      return { id, results: work() }
    } catch (error) {
      return { id, fault: faultOf(error) }
    }
  }

  const runAct = ({ id, statements }: Act): Written => {
    run('savepoint act')
    const written = tried(id, () => statements.map((statement) => runStatement(database, statement)))
    // Where SQLite gave up the whole transaction (a full disk), this throws: then none of the acts is kept.
    if ('fault' in written) run('rollback to act')
    run('release act')
    return written
  }

  const rollback = (): void => {
    try {
      run('rollback')
    } catch {
      // SQLite has rolled back by itself.
    }
  }

  const commit = (acts: readonly Act[]): void => {
    try {
      run('begin immediate')
      const written = acts.map(runAct)
      run('commit')
      tell(written)
    } catch (error) {
      rollback()
      const fault = faultOf(error)
      tell(acts.map(({ id }) => ({ id, fault })))
    }
  }

  const begin = (id: number): void => {
    const written = tried(id, () => {
      run('begin immediate')
      return []
    })
    stepping = 'results' in written
    tell([written])
  }

  const takeActs = (): Act[] => {
    const acts: Act[] = []
    for (let next = queue[0]; next !== undefined && !('begin' in next); next = queue[0]) {
      if (acts.length === mostTogether) break
      acts.push(next)
      queue.shift()
    }
    return acts
  }

  const work = (): void => {
    scheduled = false
    if (queue.length === 0) return
    const acts = takeActs()
    if (acts.length > 0) commit(acts)
    const [next] = queue
    if (acts.length === 0 && next !== undefined && 'begin' in next) {
      queue.shift()
      begin(next.begin)
    }
    schedule()
  }

  /** At the end of this turn of the loop: all that has arrived by then goes together. */
  const schedule = (): void => {
    if (scheduled || stepping || queue.length === 0) return
    scheduled = true
    setImmediate(work)
  }

  const step = (id: number, work: () => QueryResult<unknown>): boolean => {
    const written = tried(id, () => [work()])
    tell([written])
    return 'results' in written
  }

  const none = { rows: [] }
  /** A commit that fails is followed by a rollback. */
  const endTransaction = (id: number, kind: 'commit' | 'rollback'): void => {
    const ended = step(id, () => {
      if (kind === 'commit') run('commit')
      else rollback()
      return none
    })
    stepping = stepping && !ended
  }

  const take = (message: Exclude<ToWriter, { kind: 'close' }>): void => {
    if (message.kind === 'acts') queue.push(...message.acts)
    else if (message.kind === 'begin') queue.push({ begin: message.id })
    else if (message.kind === 'step') step(message.id, () => runStatement(database, message.statement))
    else endTransaction(message.id, message.kind)
    schedule()
  }

  /** Writes what has been taken; a transaction that was not ended is undone. */
  const close = (): void => {
    if (stepping) rollback()
    while (queue.length > 0) work()
    database.close()
  }

  return { take, close }
}

const serve = (): void => {
  const port = parentPort
  if (port === null) throw new Error('this file runs as a worker')
  const send = (message: FromWriter): void => port.postMessage(message)
  try {
    const database = openConnection((workerData as WriterData).file, 'FULL')
    const writer = writerOver(database, send)
    port.on('message', (message: ToWriter) => {
      if (message.kind !== 'close') {
        writer.take(message)
        return
      }
      writer.close()
      port.close()
    })
    send({ kind: 'opened' })
  } catch (error) {
    send({ kind: 'failed', fault: faultOf(error) })
    port.close()
  }
}

serve()
