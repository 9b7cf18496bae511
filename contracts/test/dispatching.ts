// Dispatches and receipts of the test world, in bulk and by named units.
import type { Fields } from './harness.ts'
import { countOf, dispatchFields, membershipOf } from './world.ts'
import type { DispatchLine, World } from './world.ts'

export const bulk = (w: World, change: Partial<DispatchLine> = {}): DispatchLine => ({
  line: 1,
  fills: 1,
  batch: w.batch.id,
  quantity: '10',
  unit: 'H87',
  holdings: [{ id: w.batch.holding, quantity: '10' }],
  ...change,
})
export const named = (w: World, units: string[], change: Partial<DispatchLine> = {}): DispatchLine => {
  const quantity = String(units.length)
  const holdings = [{ id: w.batch.holding, quantity }]
  return bulk(w, { quantity, holdings, units, membership: membershipOf(w.batch.paths, units), ...change })
}
export const dispatch = (
  w: World,
  no: string,
  lines: DispatchLine[],
  change: Fields = {},
  who = w.dairy.trader,
): ReturnType<World['chain']['act']> =>
  w.chain.act(who, 'dispatchTrade', { ...dispatchFields(no, w.dairy.place, w.chain.now(), lines), ...change })

export const received = (
  w: World,
  no: string,
  accepted: string,
  units: string[] = [],
): ReturnType<World['chain']['act']> =>
  w.chain.act(w.shopA.warehouse, 'confirmReceipt', {
    no,
    place: w.shopA.place,
    receivedAt: w.chain.now(),
    batches: [w.batch.id],
    count: countOf(w.shopA.id, w.chain.now(), 'final', [
      { product: w.milk, lot: w.batch.lot, unit: 'H87', accepted, units },
    ]),
  })
