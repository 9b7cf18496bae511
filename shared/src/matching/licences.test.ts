import { describe, expect, test } from '@jest/globals'
import { keys } from '../ledger/keys.ts'
import type { StateKey } from '../ledger/keys.ts'
import type { State } from '../ledger/state.ts'
import { missingCredentials, missingOnReceipt } from './licences.ts'
import type { GetState } from '../ledger/keys.ts'

type Held = Pick<State['credential'], 'subjectType' | 'subject' | 'type'> & Partial<State['credential']>

/** A chain with these credentials, which counts how often it is asked. */
const chainOf = (...held: Held[]): { get: GetState; asked: () => number } => {
  const state = new Map<string, unknown>()
  for (const [i, one] of held.entries()) {
    const index = keys.credentials(one.subjectType, one.subject, one.type)
    const before = (state.get(index) as State['credentials'] | undefined)?.numbers ?? []
    const no = `N${String(i)}`
    state.set(index, { v: 1, numbers: [...before, no] })
    const credential: State['credential'] = {
      v: 1,
      no,
      issuer: 'office',
      validFrom: '2025-01-01',
      status: 'valid',
      ...one,
    }
    state.set(keys.credential(one.subjectType, one.subject, one.type, no), credential)
  }
  let asked = 0
  return {
    get: <T>(key: StateKey<T>) => {
      asked += 1
      return Promise.resolve(state.get(key) as T | undefined)
    },
    asked: () => asked,
  }
}

const day = '2025-06-01'
const goods = [
  { product: 'P1', batch: 'B1' },
  { product: 'P2', batch: 'B2' },
]
const missing = (get: GetState, ...types: string[]): Promise<string[]> =>
  missingCredentials(get, { types, organisation: 'farm', goods }, day)

describe('missingCredentials', () => {
  test('what nobody holds is missing, each type once and in the order of asking', async () => {
    const { get } = chainOf({ subjectType: 'organisation', subject: 'farm', type: 'permit' })
    expect(await missing(get, 'zoning', 'permit', 'audit', 'zoning')).toEqual(['zoning', 'audit'])
  })

  test('product or batch may hold it, as long as all goods are covered', async () => {
    const product: Held = { subjectType: 'product', subject: 'P1', type: 'permit' }
    const batch: Held = { subjectType: 'batch', subject: 'B2', type: 'permit' }
    expect(await missing(chainOf(product, batch).get, 'permit')).toEqual([])
    expect(await missing(chainOf(product).get, 'permit')).toEqual(['permit'])
    expect(await missing(chainOf(batch).get, 'permit')).toEqual(['permit'])
  })

  test('of several on one subject one in force is enough', async () => {
    const of = { subjectType: 'organisation', subject: 'farm', type: 'permit' } as const
    const ended: Held = { ...of, validTo: '2025-05-31' }
    expect(await missing(chainOf(ended, of).get, 'permit')).toEqual([])
    expect(await missing(chainOf(of, ended).get, 'permit')).toEqual([])
    expect(await missing(chainOf(ended, { ...of, status: 'suspended' }).get, 'permit')).toEqual(['permit'])
  })

  test('another subject or another type does not count', async () => {
    const stranger: Held = { subjectType: 'organisation', subject: 'shop', type: 'permit' }
    const other: Held = { subjectType: 'organisation', subject: 'farm', type: 'audit' }
    const place: Held = { subjectType: 'place', subject: 'farm', type: 'permit' }
    expect(await missing(chainOf(stranger, other, place).get, 'permit')).toEqual(['permit'])
  })

  test('without goods only the organisation can hold it', async () => {
    const asked = { types: ['permit'], organisation: 'farm', goods: [] }
    expect(await missingCredentials(chainOf().get, asked, day)).toEqual(['permit'])
  })

  test('a thousand lines of one batch are asked for once', async () => {
    const { get, asked } = chainOf({ subjectType: 'batch', subject: 'B1', type: 'permit' })
    const many = Array.from({ length: 1_000 }, () => ({ product: 'P1', batch: 'B1' }))
    expect(await missingCredentials(get, { types: ['permit'], organisation: 'farm', goods: many }, day)).toEqual([])
    expect(asked()).toBe(4)
  })
})

describe('missingOnReceipt', () => {
  const trade: State['trade'] = {
    v: 1,
    no: 'T1',
    supplier: 'farm',
    buyer: 'shop',
    state: 'partly_received',
    lines: [],
    requiredCredentials: ['permit'],
    documents: [],
    receipts: 1,
    attempts: 0,
  }
  const line = (batch: string, received: string): State['delivery']['lines'][number] => ({
    line: 1,
    product: 'P1',
    batch,
    lot: batch,
    unit: 'KGM',
    dispatched: '2',
    received,
    holding: 'H1',
  })

  test('judges by what is still to come, on the day of the instant in China', async () => {
    const { get } = chainOf({ subjectType: 'batch', subject: 'B2', type: 'permit', validTo: '2025-06-01' })
    const delivery: State['delivery'] = { v: 1, trade: 'T1', lines: [line('B1', '2'), line('B2', '1')] }
    expect(await missingOnReceipt(get, trade, delivery, '2025-06-01T15:59:59Z')).toEqual([])
    expect(await missingOnReceipt(get, trade, delivery, '2025-06-01T16:00:00Z')).toEqual(['permit'])
    const open: State['delivery'] = { v: 1, trade: 'T1', lines: [line('B1', '1'), line('B2', '1')] }
    expect(await missingOnReceipt(get, trade, open, '2025-06-01T04:00:00Z')).toEqual(['permit'])
  })
})
