// Amending before dispatch: revisions, what the buyer signed, and what a standing agreement makes of it.
import { describe, expect, test } from '@jest/globals'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { bulk, dispatch } from '../../test/dispatching.ts'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { agreedTrade, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

const terms = (w: World, change: Fields = {}): Fields => ({
  lines: [{ line: 1, product: w.milk, quantity: '4', unit: 'H87' }],
  requiredCredentials: ['quarantine'],
  documents: [],
  ...change,
})
const amend = (w: World, no: string, revision: number, change: Fields = {}, who = w.dairy.trader) =>
  w.chain.act(who, 'amendTrade', { no, revision, ...terms(w, change) })

describe('amendTrade', () => {
  test('replaces the terms, counts the revision, and the buyer has to agree anew', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '10' })
    const before = w.chain.get(keys.trade(no))
    await amend(w, no, 1, { deliverTo: w.shopA.place, promisedAt: '2025-11-25T18:00:00+08:00' })
    expect(w.chain.get(keys.trade(no))).toEqual({
      ...before,
      ...terms(w),
      deliverTo: w.shopA.place,
      promisedAt: '2025-11-25T18:00:00+08:00',
      state: 'offered',
      revision: 1,
    })
    await w.chain.act(w.shopA.trader, 'acceptTrade', { no, revision: 1 })
    expect(w.chain.get(keys.trade(no))?.state).toBe('agreed')
  })

  test('drops what the new terms do not say', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    await amend(w, no, 1, { deliverTo: w.shopA.place })
    await amend(w, no, 2)
    expect(w.chain.get(keys.trade(no))).not.toHaveProperty('deliverTo')
    expect(w.chain.get(keys.trade(no))?.revision).toBe(2)
  })

  test('of a revision that was amended by another meanwhile is a conflict that shows both', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    await amend(w, no, 1)
    expect(await refused(w.chain, () => amend(w, no, 1))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('revision'),
      rule: 'revision.next',
      details: { inForce: 1, given: 1 },
    })
    expect(await refused(w.chain, () => amend(w, no, 3))).toMatchObject({ details: { inForce: 1, given: 3 } })
  })

  test('after dispatch, by the buyer or by another role is refused', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    expect(await refused(w.chain, () => amend(w, no, 1, {}, w.shopA.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      rule: 'trade.supplier',
    })
    expect(await refused(w.chain, () => amend(w, no, 1, {}, w.dairy.warehouse))).toMatchObject({ code: 'FORBIDDEN' })
    await dispatch(w, no, [bulk(w)])
    expect(await refused(w.chain, () => amend(w, no, 1))).toMatchObject({
      code: 'STATE_CONFLICT',
      details: { state: 'dispatched' },
    })
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['an unknown product', () => ({ product: deriveId('product', 'x') }), 'NOT_FOUND', 'lines.0.product'],
    ['another unit of measure', () => ({ unit: 'KGM' }), 'VALIDATION_FAILED', 'lines.0.unit'],
    ['half a bottle', () => ({ quantity: '0.5' }), 'INVALID_QUANTITY', 'lines.0.quantity'],
  ])('to %s is refused as an offer would be', async (_title, line, code, field) => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    const lines = [{ line: 1, product: w.milk, quantity: '4', unit: 'H87', ...line(w) }]
    expect(await refused(w.chain, () => amend(w, no, 1, { lines }))).toMatchObject({ code, field: arg(field) })
  })

  test('to another’s place is refused', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    const refusal = await refused(w.chain, () => amend(w, no, 1, { deliverTo: w.shopB.place }))
    expect(refusal).toMatchObject({ code: 'WRONG_ORGANISATION', field: arg('deliverTo') })
  })

  test('within a standing agreement is agreed at once, beyond it waits for the buyer', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    await w.chain.act(w.shopA.trader, 'openAgreement', {
      supplier: w.dairy.id,
      buyer: w.shopA.id,
      products: [{ product: w.milk, most: '4' }],
    })
    const { events } = await amend(w, no, 1)
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'agreed', agreement: true, revision: 1 })
    expect(events.map(({ payload }) => payload)).toEqual([
      { v: 1, trade: no, state: 'offered' },
      { v: 1, trade: no, state: 'agreed' },
    ])
    await amend(w, no, 2, { lines: [{ line: 1, product: w.milk, quantity: '5', unit: 'H87' }] })
    expect(w.chain.get(keys.trade(no))?.state).toBe('offered')
    expect(w.chain.get(keys.trade(no))).not.toHaveProperty('agreement')
  })
})

describe('acceptTrade', () => {
  test('of another revision than the one in force shows both and agrees to nothing', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    await amend(w, no, 1)
    const accept = (revision: number) => w.chain.act(w.shopA.trader, 'acceptTrade', { no, revision })
    expect(await refused(w.chain, () => accept(0))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('revision'),
      rule: 'revision.in-force',
      details: { inForce: 1, read: 0 },
    })
    await accept(1)
    expect(w.chain.get(keys.trade(no))?.state).toBe('agreed')
  })

  test('without a revision takes the one in force', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    await amend(w, no, 1)
    await w.chain.act(w.shopA.trader, 'acceptTrade', { no })
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'agreed', revision: 1 })
  })
})
