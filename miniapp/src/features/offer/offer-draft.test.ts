// What offer-draft.ts promises.
import { describe, expect, test } from '@jest/globals'
import type { BatchView, ProductView } from '@ectrace/shared/api/views'
import { checkOffer, emptyOffer, offerBody, readOffer, sellables, type UnitOf } from './offer-draft'

const unitOf: UnitOf = (product) => ({ P1: 'XCT', P2: 'KGM' })[product]
const offer = {
  buyer: 'O2',
  buyerName: 'Shop',
  promised: '',
  lines: [
    { product: 'P1', quantity: '100', tolerance: '' },
    { product: 'P2', quantity: '12.5', tolerance: '0.5' },
  ],
}
const product = (id: string, organisation: string): ProductView => ({ id, organisation, name: id, unit: 'XCT' })
const batch = (of: ProductView, onHand: string): BatchView => ({
  id: `B-${of.id}-${onHand}`,
  organisation: of.organisation,
  product: of,
  lot: 'L',
  producedOn: '2026-11-20',
  place: 'S',
  onHand,
  codes: [],
  path: '/s/x',
})

describe('an offer', () => {
  test('is sent in the units of its products, without what was left open', () => {
    expect(checkOffer(offer, unitOf)).toEqual([])
    expect(offerBody(offer, unitOf)).toEqual({
      buyer: 'O2',
      lines: [
        { product: 'P1', quantity: '100', unit: 'XCT' },
        { product: 'P2', quantity: '12.5', unit: 'KGM', tolerance: '0.5' },
      ],
    })
  })
  test('promises a day up to its end', () => {
    const { promisedAt } = offerBody({ ...offer, promised: '2026-11-30' }, unitOf)
    expect(promisedAt).toMatch(/^2026-11-30T23:59:00/)
  })
  test('needs a buyer, a product and a quantity', () => {
    expect(checkOffer(emptyOffer, unitOf).map(({ field }) => field)).toEqual(['buyer', 'lines.0.product'])
  })
  test.each([
    [{ quantity: '0.5' }, 'lines.0.quantity', 'whole-units-only'],
    [{ quantity: '' }, 'lines.0.quantity', 'required'],
    [{ tolerance: '100' }, 'lines.0.tolerance', 'below-quantity'],
    [{ tolerance: '0.5' }, 'lines.0.tolerance', 'whole-units-only'],
    [{ product: 'P9' }, 'lines.0.product', 'choose'],
  ])('with a line of %j is refused at %s', (patch, field, rule) => {
    const lines = [{ product: 'P1', quantity: '100', tolerance: '', ...patch }]
    expect(checkOffer({ ...offer, lines }, unitOf)).toMatchObject([{ field, rule }])
  })
  test('comes back from storage', () => {
    expect(readOffer(JSON.parse(JSON.stringify(offer)))).toEqual(offer)
    expect(readOffer({ ...offer, lines: [{}] })).toBeUndefined()
  })
})

test('own products can be sold before there is stock; those of others only from stock', () => {
  const own = product('P1', 'O1')
  const other = product('P3', 'O3')
  const gone = product('P4', 'O3')
  const found = sellables([own], [batch(other, '4'), batch(other, '2.5'), batch(gone, '0')])
  expect(found).toEqual([
    { product: own, onHand: '0' },
    { product: other, onHand: '6.5' },
  ])
})
