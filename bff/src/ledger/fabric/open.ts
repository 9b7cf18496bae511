// The Fabric ledger as the door sees it: the Ledger port over one worker thread that follows the organisation's own peer.
import { Worker } from 'node:worker_threads'
import { ledgerOver } from '../embedded/ledger-over.ts'
import type { LedgerOverThread } from '../embedded/ledger-over.ts'
import type { EmbeddedLedgerOptions } from '../embedded/open.ts'
import type { WorkerData } from './worker.ts'

/** `profile`: the JSON file that says who this server is on the network (profile.ts). */
export type FabricLedgerOptions = EmbeddedLedgerOptions & { profile: string }

/**
 * Opens the channel's log, founding it where nobody has. Rejects as openEmbeddedLedger does (open.ts of the embedded ledger), and with
 * NOT_READY when no peer answers, LOG_MISMATCH when the folder holds another log.
 */
export const openFabricLedger = async (options: FabricLedgerOptions): Promise<LedgerOverThread> => {
  const { dir, keyDir, channel, profile, clock = Date.now, logger } = options
  const workerData: WorkerData = { dir, keyDir, channel, profile, now: clock() }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    name: `fabric-${channel}`,
    execArgv: [],
  })
  return ledgerOver(worker, clock, logger)
}
