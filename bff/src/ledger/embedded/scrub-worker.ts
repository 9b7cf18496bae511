// The thread that reads the whole log again while the ledger runs: with the lowest priority, and resting most of the time.
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '@ectrace/shared/errors'
import { useNativeSha256 } from '../../native-sha256.ts'
import { checkIndexes } from './check-indexes.ts'
import { stateFile } from './open-state.ts'
import type { ErrorOnWire } from './rpc.ts'
import { errorToWire } from './rpc.ts'
import { verifyLedger } from './verify-ledger.ts'

/** `share`: of one processor's time, from 0 to 1. */
export type ScrubWork = { dir: string; keyDir: string; share: number }
export type FromScrub =
  | { kind: 'progress'; transactions: number; total: number }
  | { kind: 'whole'; transactions: number }
  | { kind: 'damaged'; error: ErrorOnWire }
  | { kind: 'failed'; error: ErrorOnWire }

const port = parentPort
if (!port) throw new Error('scrub-worker.ts runs in a worker thread')
const { dir, keyDir, share } = workerData as ScrubWork
const send = (message: FromScrub): void => port.postMessage(message)

/** Linux counts priorities by thread; elsewhere the rests must do. */
const giveWay = (): void => {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), 19)
  } catch {
    // No such file, or no right to it.
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))
/** Short: on a busy machine whoever is asked meanwhile may have to wait for as long, priority or not. */
const worksMs = 0.5

/** Rests whenever some time was worked. */
const openPace = (): (() => void) => {
  let since = performance.now()
  return () => {
    const worked = performance.now() - since
    if (worked < worksMs) return
    Atomics.wait(sleeper, 0, 0, worked * (1 / share - 1))
    since = performance.now()
  }
}

const toldEveryMs = 1_000

const openProgress = (pace: () => void) => {
  let told = 0
  return (transactions: number, total: number): void => {
    pace()
    if (performance.now() - told < toldEveryMs) return
    told = performance.now()
    send({ kind: 'progress', transactions, total })
  }
}

/** What the verification does not see: it reads the tables alone. Throws STATE_DIGEST_MISMATCH. */
const checkStateIndexes = (pace: () => void): void => {
  const database = new DatabaseSync(stateFile(dir), { readOnly: true })
  try {
    checkIndexes(database, pace)
  } finally {
    database.close()
  }
}

/** A version that no code has: the next start replays the whole log and so names what is wrong, or heals what was the state's fault. */
const condemnState = (): void => {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(stateFile(dir))
    // The ledger leaves the file alone only between two of its transactions.
    database.exec('PRAGMA busy_timeout = 20000; PRAGMA user_version = 1000000000')
  } catch {
    // The damage is told all the same; a state that cannot be written to is found at the next start, too.
  } finally {
    database?.close()
  }
}

const damageCodes = ['LEDGER_DAMAGED', 'LEDGER_ROLLED_BACK', 'STATE_DIGEST_MISMATCH']

useNativeSha256()
giveWay()
try {
  const pace = openPace()
  checkStateIndexes(pace)
  const options = { dir, keyDir, hashesOnly: true, threads: 0, smallBytes: 0 }
  const { transactions } = await verifyLedger({ ...options, progress: openProgress(pace) })
  send({ kind: 'whole', transactions })
} catch (error) {
  const isDamage = error instanceof AppError && damageCodes.includes(error.code)
  if (isDamage) condemnState()
  send({ kind: isDamage ? 'damaged' : 'failed', error: errorToWire(error) })
}
