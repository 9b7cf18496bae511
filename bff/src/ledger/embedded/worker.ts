// The thread in which the embedded ledger runs.
import { workerData } from 'node:worker_threads'
import { openCarrier } from '../../sqlite/carry-thread.ts'
import { openAdmissionThread } from './admission-thread.ts'
import { openCore } from './core.ts'
import { serveLedger } from './serve-ledger.ts'

/** What open.ts hands over when it starts the thread. */
export type WorkerData = { dir: string; keyDir: string; channel: string; now: number }

const { now, ...places } = workerData as WorkerData

await serveLedger(now, ({ clock, note, told }) =>
  openCore({
    ...{ ...places, clock, note, scrub: { told } },
    ...{ admission: openAdmissionThread(), carrier: openCarrier },
  }),
)
