// Fills a ledger with signed transactions of a realistic mix: of ten, eight partial receipts, one event and one new batch.
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { hashOf, signedBy } from '@ectrace/bff/test/ledger-fixture'
import type { Act, Person } from '@ectrace/bff/test/ledger-fixture'
import type { Lane, World } from './world.ts'

const receipt = ({ shop, product }: World, { no, lot, batch }: Lane, at: string): Act => {
  const line = { line: 1, product, lot, unit: 'H87', accepted: '1', rejected: '0', missing: '0' }
  const count: Json = { receiver: shop.id, at, kind: 'partial', lines: [line] }
  return { name: 'confirmReceipt', fields: { no, place: shop.place, receivedAt: at, batches: [batch], count } }
}

const event = ({ maker }: World, { batch }: Lane, n: number, at: string): Act => ({
  name: 'recordEvent',
  fields: {
    ...{ id: deriveId('event', n), bizStep: 'storing', batches: [batch], place: maker.place, eventTime: at },
    ...{ evidence: [{ digest: hashOf('picture'), type: 'image/jpeg', title: '入库' }], note: '正常' },
  },
})

const newBatch = ({ maker, product }: World, n: number): Act => {
  const lot = `N-${String(n)}`
  const fields = { id: batchId(product, lot), product, lot, producedOn: '2026-01-01', place: maker.place }
  return { name: 'createBatch', fields: { ...fields, quantity: '1000' } }
}

const turn = (world: World, lane: Lane, n: number, now: number): [who: Person, act: Act] => {
  const at = new Date(now).toISOString()
  if (n % 10 === 8) return [world.maker.trader, event(world, lane, n, at)]
  if (n % 10 === 9) return [world.maker.trader, newBatch(world, n)]
  return [lane.receiver, receipt(world, lane, at)]
}

/**
 * Submits until `until` transactions are on chain, `inFlight` at a time, each lane's one after the other. Throws what the ledger refuses:
 * none is expected to be.
 */
export const fill = async (
  ledger: Ledger,
  world: World,
  { from, until, inFlight, progress }: { from: number; until: number; inFlight: number; progress: (n: number) => void },
): Promise<void> => {
  let next = from
  let done = from
  const work = async (worker: number): Promise<void> => {
    for (let turnNo = worker; next < until; turnNo += inFlight) {
      const n = next++
      const lane = world.lanes[turnNo % world.lanes.length]
      if (lane === undefined) throw new Error('a world without lanes')
      const now = Date.now()
      const [who, act] = turn(world, lane, n, now)
      await ledger.submit(signedBy(who, world.origin, [act]))
      progress(++done)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, (_, worker) => work(worker)))
}
