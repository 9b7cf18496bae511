// Discrepancy notes of the test world: raised by the shop, answered by the dairy.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { expectationOf } from '@ectrace/shared/matching/expectation'
import { knownGoods } from '@ectrace/shared/matching/known-goods'
import type { Expectation } from '@ectrace/shared/matching/match'
import { match } from '@ectrace/shared/matching/match'
import type { Count } from '@ectrace/shared/matching/match'
import { settle } from '@ectrace/shared/matching/settlement'
import type { Fates } from '@ectrace/shared/matching/settlement'
import { instantFromMs, toUtcMs } from '@ectrace/shared/domain/time'
import type { Json } from '@ectrace/shared/proof/canonical'
import { bulk, dispatch, named } from './dispatching.ts'
import type { Fields } from './harness.ts'
import { agreedTrade, world } from './world.ts'
import type { World } from './world.ts'

export type Row = Partial<Count['lines'][number]>
type Outcome = ReturnType<World['chain']['act']>

export const hoursAhead = (w: World, hours: number): string =>
  instantFromMs(toUtcMs(w.chain.now()) + hours * 3_600_000, 0)

/** What shop A counted of the milk, now. */
export const counted = (w: World, rows: Row[], kind: Count['kind'] = 'final'): Count => ({
  receiver: w.shopA.id,
  at: w.chain.now(),
  kind,
  lines: rows.map((row) => ({
    product: w.milk,
    lot: w.batch.lot,
    unit: 'H87',
    accepted: '0',
    rejected: '0',
    missing: '0',
    ...row,
  })),
})

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('it is not on the chain')
  return value
}
const expectationNow = async ({ chain }: World, no: string, count: Count): Promise<Expectation> => {
  const trade = must(chain.get(keys.trade(no)))
  const delivery = chain.get(keys.delivery(no))
  const batches = (delivery?.lines ?? []).map(({ batch }) => batch)
  const recalled = batches.filter((batch) => chain.get(keys.recall(batch)) !== undefined)
  const known = await knownGoods((key) => Promise.resolve(chain.get(key)), { trade, delivery, count })
  return expectationOf({ trade, delivery, recalled, known })
}

// Canonical JSON has no undefined members: a count is read as plain JSON.
export const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

const given = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))

/** Raised by the shop's warehouse with the differences as matched; `change` is laid over the fields, null takes one away. */
export const raise = async (
  w: World,
  no: string,
  count: Count,
  change: Fields = {},
  who = w.shopA.warehouse,
): Outcome =>
  w.chain.act(
    who,
    'raiseDiscrepancy',
    given({
      no,
      place: w.shopA.place,
      count: plain(count),
      differences: plain(match(await expectationNow(w, no, count), count).differences),
      reason: 'quantity',
      party: 'supplier',
      missing: 'not_shipped',
      rejected: 'returning',
      answerBy: hoursAhead(w, 72),
      note: '',
      ...change,
    }),
  )

/** The amendments by which the supplier confirms the note, extra goods taken out of `holding`. */
export const confirming = async (w: World, no: string, n = 0, holding = ''): Promise<Fields[]> => {
  const trade = must(w.chain.get(keys.trade(no)))
  const note: State['discrepancy'] = must(w.chain.get(keys.discrepancy(no, n)))
  const fates: Fates = { missing: note.missing, rejected: note.rejected }
  const expectation = await expectationNow(w, no, note.count)
  return settle({ expectation, agreed: trade.lines, count: note.count, fates }).map((change) => {
    const fields = plain(change) as Fields
    return change.change === 'less' ? fields : { ...fields, holdings: [{ id: holding, quantity: change.quantity }] }
  })
}

export const answer = (
  w: World,
  no: string,
  kind: State['answer']['answer'],
  amendments: Fields[],
  change: Fields = {},
  who = w.dairy.trader,
): Outcome =>
  w.chain.act(who, 'answerDiscrepancy', {
    no,
    n: 0,
    answer: kind,
    amendments,
    reason: 'quantity',
    party: 'supplier',
    note: '',
    ...change,
  })
export const confirm = async (w: World, no: string): Outcome => answer(w, no, 'confirm', await confirming(w, no))

export type Noted = { w: World; no: string }

/** Ten bottles on their way to shop A, in bulk. */
export const inBulk = async (): Promise<Noted> => {
  const w = await world()
  const no = await agreedTrade(w, w.shopA, 'T')
  await dispatch(w, no, [bulk(w)])
  return { w, no }
}
/** The first five bottles on their way, each by name. */
export const byName = async (): Promise<Noted & { units: string[] }> => {
  const w = await world()
  const units = w.batch.paths.slice(0, 5)
  const no = await agreedTrade(w, w.shopA, 'T', { quantity: '5' })
  await dispatch(w, no, [named(w, units)])
  return { w, no, units }
}
