// Makes the read model anew from the whole chain, into a file of its own that takes the old one's place only when it is complete.
import { performance } from 'node:perf_hooks'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { openFreshReadModel } from '../store/fresh-read-model.ts'
import type { StorePlace } from '../store/store-place.ts'
import { organisationFinder } from './organisation-of.ts'
import { projectChain } from './project-chain.ts'

export type Rebuilt = { blocks: number; transactions: number; milliseconds: number }

type Rebuild = {
  ledger: Ledger
  /** Where the read model lies; nobody has it open. */
  place: StorePlace
  onProgress?: (transactions: number) => void
}

/** Nothing is synced before the end: more in one SQL transaction is not faster and takes memory. */
const wanted = 1_000

/** The read model in `place` is the old one or the whole new one, whenever this ends. */
export const rebuildReadModel = async ({ ledger, place, onProgress }: Rebuild): Promise<Rebuilt> => {
  const started = performance.now()
  const fresh = await openFreshReadModel(place)
  const done = { blocks: 0, transactions: 0 }
  try {
    await projectChain(undefined, {
      ...{ ledger, readModel: fresh.readModel, organisationOf: organisationFinder(ledger), wanted },
      goOn: () => true,
      onBlocks: (cursor, transactions) => {
        done.blocks = cursor?.height ?? 0
        done.transactions += transactions
        onProgress?.(done.transactions)
      },
    })
    await fresh.putInPlace()
  } catch (error) {
    await fresh.discard()
    throw error
  }
  return { ...done, milliseconds: performance.now() - started }
}
