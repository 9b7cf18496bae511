// Standing agreements: who opens and closes them, what they cover, and how a covered offer is agreed by itself.
import { describe, expect, test } from '@jest/globals'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { dispatch, bulk } from '../../test/dispatching.ts'
import { product, tradeNumber, verify, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

const no = tradeNumber('T')
const open = (w: World, change: Fields = {}, who = w.shopA.trader) =>
  w.chain.act(who, 'openAgreement', {
    supplier: w.dairy.id,
    buyer: w.shopA.id,
    products: [{ product: w.milk, most: '10' }],
    ...change,
  })
const close = (w: World, who = w.shopA.trader, buyer = w.shopA.id) =>
  w.chain.act(who, 'closeAgreement', { supplier: w.dairy.id, buyer, reason: 'price' })
const offer = (w: World, lines: Fields[] = [{}], trade = no) =>
  w.chain.act(w.dairy.trader, 'offerTrade', {
    no: trade,
    supplier: w.dairy.id,
    buyer: w.shopA.id,
    lines: lines.map((line, i) => ({ line: i + 1, product: w.milk, quantity: '10', unit: 'H87', ...line })),
    requiredCredentials: [],
    documents: [],
  })
const stateOf = (w: World) => w.chain.get(keys.trade(no))?.state

describe('openAgreement', () => {
  test('keeps what the buyer signed, and is said', async () => {
    const w = await world()
    const { events } = await open(w, { validUntil: '2026-01-01T00:00:00+08:00' })
    const [supplier, buyer] = [w.dairy.id, w.shopA.id]
    expect(w.chain.get(keys.agreement(supplier, buyer))).toEqual({
      v: 1,
      supplier,
      buyer,
      products: [{ product: w.milk, most: '10' }],
      validUntil: '2026-01-01T00:00:00+08:00',
      state: 'open',
    })
    expect(events).toEqual([{ name: 'agreementChanged', payload: { v: 1, supplier, buyer, state: 'open' } }])
  })

  test('again replaces the terms, and opens a closed one', async () => {
    const w = await world()
    await open(w)
    await close(w)
    await open(w, { products: [{ product: w.milk }] })
    expect(w.chain.get(keys.agreement(w.dairy.id, w.shopA.id))).toMatchObject({
      products: [{ product: w.milk }],
      state: 'open',
    })
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['for another buyer', (w) => ({ buyer: w.shopB.id }), 'WRONG_ORGANISATION', 'buyer'],
    ['with oneself', (w) => ({ supplier: w.shopA.id }), 'VALIDATION_FAILED', 'supplier'],
    ['with somebody unknown', () => ({ supplier: deriveId('organisation', 'x') }), 'NOT_FOUND', 'supplier'],
    ['until yesterday', () => ({ validUntil: '2025-11-21T00:00:00Z' }), 'VALIDATION_FAILED', 'validUntil'],
    [
      'about an unknown product',
      () => ({ products: [{ product: deriveId('product', 'x') }] }),
      'NOT_FOUND',
      'products.0.product',
    ],
    [
      'about a product twice',
      (w) => ({ products: [{ product: w.milk }, { product: w.milk }] }),
      'VALIDATION_FAILED',
      'products.1.product',
    ],
    [
      'about half a bottle',
      (w) => ({ products: [{ product: w.milk, most: '0.5' }] }),
      'INVALID_QUANTITY',
      'products.0.most',
    ],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    expect(await refused(w.chain, () => open(w, change(w)))).toMatchObject({ code, field: arg(field) })
  })

  test('with a suspended supplier, or by the supplier or another role, is refused', async () => {
    const w = await world()
    expect(await refused(w.chain, () => open(w, {}, w.dairy.trader))).toMatchObject({ code: 'WRONG_ORGANISATION' })
    expect(await refused(w.chain, () => open(w, {}, w.shopA.warehouse))).toMatchObject({ code: 'FORBIDDEN' })
    await verify(w.chain, w.operator, w.dairy.id, 'suspended')
    expect(await refused(w.chain, () => open(w))).toMatchObject({ code: 'STATE_CONFLICT', field: arg('supplier') })
  })
})

describe('closeAgreement', () => {
  test.each(['dairy', 'shopA'] as const)('is either side’s act: %s', async (side) => {
    const w = await world()
    await open(w)
    await close(w, w[side].trader)
    expect(w.chain.get(keys.agreement(w.dairy.id, w.shopA.id))?.state).toBe('closed')
    expect(await refused(w.chain, () => close(w))).toMatchObject({ code: 'STATE_CONFLICT', rule: 'agreement.open' })
  })

  test('by a stranger, another role, or where there is none is refused', async () => {
    const w = await world()
    await open(w)
    expect(await refused(w.chain, () => close(w, w.shopB.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      rule: 'agreement.party',
    })
    expect(await refused(w.chain, () => close(w, w.dairy.warehouse))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(w.chain, () => close(w, w.shopB.trader, w.shopB.id))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('an offer under a standing agreement', () => {
  test('is agreed at once, both changes are said, and may be dispatched', async () => {
    const w = await world()
    await open(w)
    const { events } = await offer(w)
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'agreed', agreement: true })
    expect(events).toEqual([
      { name: 'tradeChanged', payload: { v: 1, trade: no, state: 'offered' } },
      { name: 'tradeChanged', payload: { v: 1, trade: no, state: 'agreed' } },
    ])
    await dispatch(w, no, [bulk(w)])
    expect(stateOf(w)).toBe('dispatched')
  })

  test.each<[string, Fields[]]>([
    ['more than the most', [{ quantity: '11' }]],
    ['two lines that are more together', [{ quantity: '6' }, { quantity: '5' }]],
    ['a tolerance by which more could be sent', [{ quantity: '10', tolerance: '1' }]],
  ])('waits for the buyer when it is of %s', async (_title, lines) => {
    const w = await world()
    await open(w)
    await offer(w, lines)
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'offered' })
    expect(w.chain.get(keys.trade(no))).not.toHaveProperty('agreement')
  })

  test('waits when a product is not listed', async () => {
    const w = await world()
    const tea = await product(w.chain, w.dairy, 'tea')
    await open(w)
    await offer(w, [{ quantity: '1' }, { product: tea, quantity: '1' }])
    expect(stateOf(w)).toBe('offered')
  })

  test('waits when it has run out, was closed, or belongs to another buyer', async () => {
    const w = await world()
    await open(w, { validUntil: '2025-11-22T03:00:00Z' })
    w.chain.at('2025-11-22T03:00:00.001Z')
    await offer(w)
    expect(stateOf(w)).toBe('offered')
    await open(w)
    await close(w)
    await offer(w, [{}], tradeNumber('T2'))
    expect(w.chain.get(keys.trade(tradeNumber('T2')))?.state).toBe('offered')
    await w.chain.act(w.shopB.trader, 'openAgreement', {
      supplier: w.dairy.id,
      buyer: w.shopB.id,
      products: [{ product: w.milk }],
    })
    await offer(w, [{}], tradeNumber('T3'))
    expect(w.chain.get(keys.trade(tradeNumber('T3')))?.state).toBe('offered')
  })

  test('of a product without a most takes any quantity', async () => {
    const w = await world()
    await open(w, { products: [{ product: w.milk }] })
    await offer(w, [{ quantity: '999999' }])
    expect(stateOf(w)).toBe('agreed')
  })
})
