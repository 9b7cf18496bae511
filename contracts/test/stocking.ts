// Stock acts of the test world's dairy: its batch of ten bottles is split, merged, retired, adjusted, recalled.
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import type { Outcome } from '../src/execute.ts'
import type { Fields, Person } from './harness.ts'
import { batchFields } from './world.ts'
import type { World } from './world.ts'

/** Ten bottles of another lot, older than the first. */
export const secondBatch = async (w: World, change: Fields = {}): Promise<{ id: string; holding: string }> => {
  const fields = batchFields(w.milk, 'M2', w.dairy.place, '10', { producedOn: '2025-11-18', ...change })
  const outcome = await w.chain.act(w.dairy.trader, 'createBatch', fields)
  const key = outcome.writes.find((write) => write.key.startsWith('holding/'))?.key ?? ''
  return { id: batchId(w.milk, 'M2'), holding: key.slice('holding/'.length) }
}

export const partsOf = (w: World, ...lots: string[]): { id: string; lot: string }[] =>
  lots.map((lot) => ({ id: batchId(w.milk, lot), lot }))

/** The ten bottles into six and four. */
export const split = (w: World, change: Fields = {}, who: Person = w.dairy.trader): Promise<Outcome> =>
  w.chain.act(who, 'splitBatch', {
    source: w.batch.id,
    product: w.milk,
    producedOn: '2025-11-20',
    expiresOn: '2025-12-20',
    parts: partsOf(w, 'M1-A', 'M1-B'),
    place: w.dairy.place,
    quantities: ['6', '4'],
    inputs: [{ holding: w.batch.holding, quantity: '10' }],
    ...change,
  })

/** Seven bottles of M1 and three of the second batch into ten of MM. */
export const merge = (
  w: World,
  second: { id: string; holding: string },
  change: Fields = {},
  who: Person = w.dairy.trader,
): Promise<Outcome> =>
  w.chain.act(who, 'mergeBatches', {
    ...batchFields(w.milk, 'MM', w.dairy.place, '10', { producedOn: '2025-11-18', expiresOn: '2025-12-20' }),
    inputBatches: [w.batch.id, second.id],
    inputs: [
      { batch: w.batch.id, holding: w.batch.holding, quantity: '7' },
      { batch: second.id, holding: second.holding, quantity: '3' },
    ],
    ...change,
  })

export const retirement = deriveId('retirement', 'one')
export const retire = (w: World, change: Fields = {}, who: Person = w.dairy.warehouse): Promise<Outcome> =>
  w.chain.act(who, 'retireGoods', {
    id: retirement,
    batch: w.batch.id,
    reason: 'sampled',
    retiredAt: w.chain.now(),
    place: w.dairy.place,
    quantity: '2',
    inputs: [{ holding: w.batch.holding, quantity: '2' }],
    ...change,
  })

export const recall = (w: World, label: string, change: Fields = {}, who: Person = w.dairy.trader): Promise<Outcome> =>
  w.chain.act(who, 'openRecall', {
    id: deriveId('recall', label),
    batches: [w.batch.id],
    class: 2,
    reason: 'safety',
    note: 'found in a sample',
    ...change,
  })
