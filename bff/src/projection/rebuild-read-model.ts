// Makes the read model anew from the whole chain, in a place of its own; it takes the old one's only when it is complete and as new.
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { openFreshReadModel } from '../store/fresh-read-model.ts'
import type { StorePlace } from '../store/store-place.ts'
import { organisationFinder } from './organisation-of.ts'
import type { Cursor } from './apply-blocks.ts'
import { projectChain } from './project-chain.ts'

export type Rebuilt = { blocks: number; transactions: number; milliseconds: number }

type Rebuild = {
  ledger: Ledger
  /** Where the read model lies; a file that nobody has open, or a schema, which servers may go on using. */
  place: StorePlace
  onProgress?: (transactions: number) => void
}

/** Servers write on meanwhile: so often is it looked whether they are further. What the old one claims beyond that is not of this chain. */
const [mostLooks, lookMs] = [20, 100]

/** The read model in `place` is the old one or the whole new one, whenever this ends. */
export const rebuildReadModel = async ({ ledger, place, onProgress }: Rebuild): Promise<Rebuilt> => {
  const started = performance.now()
  const fresh = await openFreshReadModel(place)
  const done = { blocks: 0, transactions: 0 }
  let cursor: Cursor
  const project = (): Promise<void> =>
    projectChain(cursor, {
      ...{ ledger, readModel: fresh.readModel, organisationOf: organisationFinder(ledger) },
      // Nobody else knows of it before it is in place.
      fence: () => Promise.resolve(),
      goOn: () => true,
      onBlocks: (reached, transactions) => {
        cursor = reached
        done.blocks = reached?.height ?? 0
        done.transactions += transactions
        onProgress?.(done.transactions)
      },
    })
  try {
    await project()
    for (let looks = 1; !(await fresh.putInPlace(looks === mostLooks)); looks++) {
      await pause(lookMs)
      await project()
    }
  } catch (error) {
    await fresh.discard()
    throw error
  }
  return { ...done, milliseconds: performance.now() - started }
}
