// Sets of codes over HTTP: prepared, looked at, given up, put on chain in one transaction; two sets, old sets, and who may.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodePreparation } from '@ectrace/shared/api/code-views'
import type { CodeView } from '@ectrace/shared/api/views'
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Client } from '@ectrace/sdk/client'
import { codesOfSet } from '../src/codes/set-codes.ts'
import { readState } from '../src/commands/state.ts'
import type { Deps } from '../src/deps.ts'
import { openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { codeOf } from './door-fixture.ts'
import { checkMembership, mintTheOldWay, newBatch, traceOf } from './minting-fixture.ts'

let demo: Demo
let dairy: Client
let deps: Deps

beforeAll(async () => {
  demo = await openDemo()
  dairy = await demo.as('dairy.trader')
  deps = demo.door.deps
}, 60_000)
afterAll(() => demo.end())

const prepare = (batch: string, count: number, key: string = randomUUID()): Promise<CodePreparation> =>
  dairy.call(endpoints.prepareCodes, { key, params: { id: batch }, body: { count } })
const look = (id: string): Promise<CodePreparation> => dairy.call(endpoints.codePreparation, { params: { id } })
const finished = async (id: string): Promise<CodePreparation> => {
  await deps.codes.jobs.ended(id)
  return look(id)
}
const sizeOf = async (): Promise<number> => (await deps.ledger.log()).size

/** All free codes of a batch, in pages. */
const freeCodes = async (batch: string, limit: number): Promise<{ items: CodeView[]; total: number }> => {
  const items: CodeView[] = []
  for (let after: string | undefined; ;) {
    const query: { after?: string | undefined; limit: number } = { after, limit }
    const page = await dairy.call(endpoints.codes, { params: { id: batch }, query })
    items.push(...page.items)
    if (page.next === undefined) return { items, total: page.total }
    after = page.next
  }
}

describe('a prepared set', () => {
  test('is made in the background, shows how far it is, and is put on chain once', async () => {
    const batch = await newBatch(dairy)
    const key = randomUUID()
    const begun = await prepare(batch, 60_000, key)
    expect(begun).toMatchObject({ batch, count: 60_000, state: 'preparing' })
    expect(await prepare(batch, 60_000, key)).toMatchObject({ id: begun.id })
    expect((await refusal(prepare(batch, 60_001, key))).code).toBe('IDEMPOTENCY_MISMATCH')
    expect(await finished(begun.id)).toMatchObject({ done: 60_000, state: 'ready' })

    const before = await sizeOf()
    const prepared = { params: { id: batch }, body: { prepared: begun.id } }
    const minted = await dairy.act(endpoints.mintCodes, prepared)
    expect(minted).toMatchObject({ set: 0, count: 60_000 })
    expect(await sizeOf()).toBe(before + 1)
    expect(await look(begun.id)).toMatchObject({ state: 'minted', set: 0 })
    expect((await refusal(dairy.act(endpoints.mintCodes, prepared))).code).toBe('ALREADY_EXISTS')

    expect(await codesOfSet(deps, { batch, set: 0, from: 0, count: 10 })).toEqual(minted.first)
    for (const index of [0, 255, 256, 59_999]) {
      const [path = ''] = await codesOfSet(deps, { batch, set: 0, from: index, count: 1 })
      expect(checkMembership(await traceOf(demo.door.url, path), path)).toEqual({ index })
    }
  }, 60_000)

  test('of a million codes goes on chain in one transaction, and each of its codes is found by what it says', async () => {
    const batch = await newBatch(dairy)
    const { id } = await prepare(batch, 1_000_000)
    expect(await finished(id)).toMatchObject({ done: 1_000_000, state: 'ready' })
    const before = await sizeOf()
    await dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { prepared: id } })
    expect(await sizeOf()).toBe(before + 1)
    const [path = ''] = await codesOfSet(deps, { batch, set: 0, from: 999_999, count: 1 })
    expect(checkMembership(await traceOf(demo.door.url, path), path)).toEqual({ index: 999_999 })
    const page = await dairy.call(endpoints.codes, { params: { id: batch }, query: { after: '0:999990', limit: 200 } })
    expect(page).toMatchObject({ total: 1_000_000 })
    expect(page.items.map(({ index }) => index)).toEqual(Array.from({ length: 10 }, (_none, i) => 999_990 + i))
    expect(page.next).toBeUndefined()
    const rows = await deps.vault.selectFrom('code_set').select('id').where('batch', '=', batch).execute()
    expect(rows).toEqual([{ id }])
  }, 120_000)

  test('that is given up stops, cannot be minted, and stays so when it is asked for again', async () => {
    const batch = await newBatch(dairy)
    const key = randomUUID()
    const { id } = await prepare(batch, 1_000_000, key)
    const ending = expect(deps.codes.jobs.ended(id)).rejects.toThrow()
    const cancelled = await dairy.call(endpoints.cancelPreparation, { params: { id }, body: {} })
    expect(cancelled).toMatchObject({ id, state: 'cancelled' })
    await ending
    const left = await look(id)
    expect(left.state).toBe('cancelled')
    expect(left.done).toBeLessThan(1_000_000)
    expect(await dairy.call(endpoints.cancelPreparation, { params: { id }, body: {} })).toEqual(left)
    expect(await prepare(batch, 1_000_000, key)).toEqual(left)
    const error = await refusal(dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { prepared: id } }))
    expect(error).toMatchObject({
      code: 'STATE_CONFLICT',
      details: { faults: [{ field: 'prepared', rule: 'preparation.ready', value: 'cancelled' }] },
    })
  }, 60_000)

  test('that is minted cannot be given up; one that is ready can', async () => {
    const batch = await newBatch(dairy)
    const [one, two] = [await prepare(batch, 5), await prepare(batch, 6)]
    await Promise.all([finished(one.id), finished(two.id)])
    await dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { prepared: one.id } })
    const cancel = (id: string): Promise<CodePreparation> =>
      dairy.call(endpoints.cancelPreparation, { params: { id }, body: {} })
    expect((await refusal(cancel(one.id))).code).toBe('STATE_CONFLICT')
    expect(await cancel(two.id)).toMatchObject({ state: 'cancelled' })
    const first = await dairy.call(endpoints.codePreparations, { params: { id: batch }, query: { limit: 1 } })
    expect(first).toMatchObject({ total: 2, items: [{ id: two.id, state: 'cancelled' }] })
    const rest = await dairy.call(endpoints.codePreparations, { params: { id: batch }, query: { after: first.next } })
    expect(rest.items).toMatchObject([{ id: one.id, state: 'minted', set: 0 }])
    expect(rest.next).toBeUndefined()
  })

  test('takes one of few places: an organisation is told to come again for a third large one', async () => {
    const batch = await newBatch(dairy)
    const [one, two] = [await prepare(batch, 1_000_000), await prepare(batch, 999_999)]
    const busy = await refusal(prepare(batch, 999_998))
    expect(busy).toMatchObject({ code: 'SERVER_BUSY', details: { part: 'codes', retryAfter: 5 } })
    // A few codes do not wait for places.
    const minted = await dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { count: 5 } })
    expect(minted).toMatchObject({ set: 0, count: 5 })
    for (const { id } of [one, two]) {
      const ending = expect(deps.codes.jobs.ended(id)).rejects.toThrow()
      await dairy.call(endpoints.cancelPreparation, { params: { id }, body: {} })
      await ending
    }
    const { total } = await dairy.call(endpoints.codePreparations, { params: { id: batch }, query: {} })
    expect(total).toBe(3)
  }, 60_000)
})

describe('a batch with several sets', () => {
  test('has their free codes in one list, without those that have acted, and knows each of them', async () => {
    const batch = await newBatch(dairy)
    const mint = (count: number) => dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { count } })
    await mint(300)
    await mint(20)
    const place = (await readState(deps, keys.batch(batch)))?.place ?? ''
    const units = await codesOfSet(deps, { batch, set: 1, from: 3, count: 2 })
    const retired = { batch, place, quantity: '2', units, reason: 'sampled' as const }
    await dairy.act(endpoints.retireGoods, { body: { ...retired, retiredAt: new Date().toISOString() } })
    const { items, total } = await freeCodes(batch, 100)
    expect(total).toBe(318)
    expect(items).toHaveLength(318)
    expect(new Set(items.map(({ path }) => path)).size).toBe(318)
    expect(items.filter(({ set }) => set === 1).map(({ index }) => index)).toEqual([0, 1, 2, ...range(5, 20)])
    const last = items.at(-1)?.path ?? ''
    expect(checkMembership(await traceOf(demo.door.url, last), last)).toEqual({ index: 19 })
  })

  test('refuses codes of two sets in one act, and a range that was never minted', async () => {
    const batch = await newBatch(dairy)
    for (const count of [3, 4]) await dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { count } })
    const [a = ''] = await codesOfSet(deps, { batch, set: 0, from: 0, count: 1 })
    const [b = ''] = await codesOfSet(deps, { batch, set: 1, from: 0, count: 1 })
    const place = (await readState(deps, keys.batch(batch)))?.place ?? ''
    const body = { batch, place, quantity: '2', units: [a, b], reason: 'sampled' as const }
    const act = dairy.act(endpoints.retireGoods, { body: { ...body, retiredAt: new Date().toISOString() } })
    expect((await refusal(act)).code).toBe('UNIT_NOT_IN_BATCH')
    const beyond = await refusal(codesOfSet(deps, { batch, set: 1, from: 2, count: 3 }))
    expect(beyond.details.faults).toEqual([{ field: 'from', rule: 'code.minted', value: '4' }])
    const none = await refusal(codesOfSet(deps, { batch, set: 2, from: 0, count: 1 }))
    expect(none.details.faults).toEqual([{ field: 'set', rule: 'set.minted', value: '2' }])
  })
})

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_none, i) => from + i)

describe('a set minted before sets had rows', () => {
  test('is adopted when it is asked for: listed, traced, proven and used as before, beside new ones', async () => {
    const batch = await newBatch(dairy)
    const { user } = await dairy.call(endpoints.me, {})
    const old = await mintTheOldWay(deps, user, batch, 700)
    await dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { count: 10 } })
    const rows = () =>
      deps.vault.selectFrom('code_set').select(['count', 'seed']).where('batch', '=', batch).orderBy('count').execute()
    expect(await rows()).toEqual([{ count: 10, seed: null }])
    expect(await codesOfSet(deps, { batch, set: 0, from: 0, count: 700 })).toEqual(old)
    expect(await rows()).toEqual([
      { count: 10, seed: null },
      { count: 700, seed: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
    const path = old[555] ?? ''
    expect(checkMembership(await traceOf(demo.door.url, path), path)).toEqual({ index: 555 })
    expect((await freeCodes(batch, 200)).total).toBe(710)
    const place = (await readState(deps, keys.batch(batch)))?.place ?? ''
    const units = [old[0] ?? '', old[300] ?? '', old[699] ?? '']
    const retired = { batch, place, quantity: '3', units, reason: 'sampled' as const }
    await dairy.act(endpoints.retireGoods, { body: { ...retired, retiredAt: new Date().toISOString() } })
    expect((await freeCodes(batch, 200)).items).toHaveLength(707)
  })

  test('is refused when its codes cannot be made again', async () => {
    const batch = await newBatch(dairy)
    const { user } = await dairy.call(endpoints.me, {})
    await mintTheOldWay(deps, user, batch, 5)
    const damaged: Deps = { ...deps, codes: { ...deps.codes, keys: { ...deps.codes.keys, all: () => [] } } }
    expect((await refusal(codesOfSet(damaged, { batch, set: 0, from: 0, count: 1 }))).code).toBe(
      'STATE_DIGEST_MISMATCH',
    )
    expect(await codesOfSet(deps, { batch, set: 0, from: 0, count: 5 })).toHaveLength(5)
  })
})

describe('minting', () => {
  test('is for who made the batch: others neither prepare, see, give up nor mint', async () => {
    const batch = await newBatch(dairy)
    const { id } = await prepare(batch, 5)
    await finished(id)
    const farm = await demo.as('farm.trader')
    const tries = [
      farm.call(endpoints.prepareCodes, { params: { id: batch }, body: { count: 5 } }),
      farm.call(endpoints.codePreparations, { params: { id: batch }, query: {} }),
      farm.call(endpoints.codePreparation, { params: { id } }),
      farm.call(endpoints.cancelPreparation, { params: { id }, body: {} }),
      farm.act(endpoints.mintCodes, { params: { id: batch }, body: { prepared: id } }),
    ]
    const refusals = await Promise.all(tries.map(refusal))
    expect(refusals.map(({ code }) => code)).toEqual(tries.map(() => 'WRONG_ORGANISATION'))
    const warehouse = await demo.as('dairy.warehouse')
    const foreign = await refusal(warehouse.call(endpoints.prepareCodes, { params: { id: batch }, body: { count: 5 } }))
    expect(foreign.code).toBe('FORBIDDEN')
    expect(await look(id)).toMatchObject({ state: 'ready' })
  })

  const bad: [string, unknown, string, string][] = [
    ['codes', {}, 'count', 'count-or-prepared'],
    ['codes', { count: 5, prepared: 'a'.repeat(64) }, 'count', 'count-or-prepared'],
    ['codes', { count: 10_001 }, 'count', 'max.10000'],
    ['codes', { prepared: 'xyz' }, 'prepared', 'preparation'],
    ['code-preparations', { count: 1_000_001 }, 'count', 'max.1000000'],
    ['code-preparations', { count: 0 }, 'count', 'min.1'],
    ['code-preparations', { count: '5' }, 'count', 'type.number'],
  ]
  test.each(bad)('%s with %j names field and rule', async (what, body, field, rule) => {
    const batch = await newBatch(dairy)
    const { token } = await dairy.login('dairy.trader', 'demo-password')
    const reply = await demo.door.post(`batches/${batch}/${what}`, body, { authorization: `Bearer ${token}` })
    expect(reply.status).toBe(400)
    expect(codeOf(reply)).toBe('VALIDATION_FAILED')
    expect(reply.text).toContain(`"field":"${field}"`)
    expect(reply.text).toContain(`"rule":"${rule}"`)
  })

  test('of what another batch prepared, or nobody did, is refused', async () => {
    const [here, there] = [await newBatch(dairy), await newBatch(dairy)]
    const { id } = await prepare(there, 5)
    await finished(id)
    for (const prepared of [id, 'a'.repeat(64)]) {
      const error = await refusal(dairy.act(endpoints.mintCodes, { params: { id: here }, body: { prepared } }))
      expect(error).toMatchObject({ code: 'NOT_FOUND', details: { faults: [{ field: 'prepared' }] } })
    }
    expect((await refusal(dairy.call(endpoints.codePreparation, { params: { id: 'a'.repeat(64) } }))).code).toBe(
      'NOT_FOUND',
    )
  })

  test('asked for again under its key names the same codes', async () => {
    const batch = await newBatch(dairy)
    const asked = { key: randomUUID(), params: { id: batch }, body: { count: 7 } }
    const first = await dairy.act(endpoints.mintCodes, asked)
    const again = await dairy.act(endpoints.mintCodes, asked)
    expect(again).toEqual(first)
    expect(first.first.map((path) => parsePath(path).kind)).toEqual(Array.from({ length: 7 }, () => 'item'))
  })

  test('twice at once gives two sets', async () => {
    const batch = await newBatch(dairy)
    const mint = (count: number) => dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { count } })
    const minted = await Promise.all([mint(11), mint(12), mint(13)])
    expect(minted.map(({ set }) => set).sort()).toEqual([0, 1, 2])
  })
})
