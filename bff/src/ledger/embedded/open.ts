// The embedded ledger as the door sees it: the Ledger port over one worker thread, so that no block is ever made on the HTTP thread.
import { Worker } from 'node:worker_threads'
import { ledgerOver } from './ledger-over.ts'
import type { LedgerLogger, LedgerOverThread } from './ledger-over.ts'
import type { WorkerData } from './worker.ts'

export type EmbeddedLedgerOptions = {
  /** Folder of the log; made when absent. */
  dir: string
  /** Folder of the node's key and last checkpoint; made when absent. Must not lie in the data folder. */
  keyDir: string
  channel: string
  /** Milliseconds since the epoch. */
  clock?: () => number
  logger?: LedgerLogger
}

/**
 * Opens or founds the embedded ledger. Rejects with LEDGER_LOCKED, LEDGER_DAMAGED, LEDGER_ROLLED_BACK, SETTINGS_INVALID, LOG_MISMATCH,
 * or INTERNAL with `details.system` (EACCES, ENOSPC …). What the calls throw is on the port (shared/src/ledger/ledger.ts).
 */
export const openEmbeddedLedger = async (options: EmbeddedLedgerOptions): Promise<LedgerOverThread> => {
  const { dir, keyDir, channel, clock = Date.now, logger } = options
  const workerData: WorkerData = { dir, keyDir, channel, now: clock() }
  // Flags of the process (--input-type, --import …) are none of the thread's.
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    name: `ledger-${channel}`,
    execArgv: [],
  })
  return ledgerOver(worker, clock, logger)
}
