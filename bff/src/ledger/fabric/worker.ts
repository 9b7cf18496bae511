// The thread in which the Fabric ledger runs: its files, and the connection to the peers.
import { workerData } from 'node:worker_threads'
import { openCarrier } from '../../sqlite/carry-thread.ts'
import { serveLedger } from '../embedded/serve-ledger.ts'
import { openFabricCore } from './core.ts'
import { openFabricChannel } from './gateway.ts'
import { readProfile } from './profile.ts'

/** What open.ts hands over when it starts the thread. */
export type WorkerData = { dir: string; keyDir: string; channel: string; now: number; profile: string }

const { now, profile, ...places } = workerData as WorkerData

await serveLedger(now, ({ clock, note, told }) =>
  openFabricCore({
    ...{ ...places, clock, note, scrub: { told }, carrier: openCarrier },
    fabric: openFabricChannel(readProfile(profile), places.channel),
  }),
)
