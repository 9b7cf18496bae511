// States of codes over HTTP: who changes them, what the trace and trade make of them, and that an edit by hand is found.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { TraceView } from '@ectrace/shared/api/views'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { columnsOf } from '../src/store/state-columns.ts'
import { firstPlaceOf, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let dairy: Client
let batch: string
let product: string
/** Ten codes printed for later: number i of set 0. */
let codes: string[]

type Change = BodyOf<typeof endpoints.changeCodes>
const changed = (client: Client, body: Omit<Change, 'set' | 'note'>, id = batch) =>
  client.call(endpoints.changeCodes, { params: { id }, body: { set: 0, note: '抽查', ...body } })
const freeze = (from: number, to = from, client = dairy) =>
  changed(client, { act: 'freeze', from, to, reason: 'suspected_copy' })
const release = (from: number, to = from, client = dairy) => changed(client, { act: 'release', from, to })
const code = (i: number): string => codes[i] ?? ''
const traceOf = (path: string): Promise<TraceView> =>
  createClient({ url: demo.door.url }).call(endpoints.trace, { query: { c: path } })
const verdictOf = async (i: number): Promise<TraceView['verdict']> => (await traceOf(code(i))).verdict
const faultOf = async (call: Promise<unknown>): Promise<unknown[]> => {
  const { code: name, details } = await refusal(call)
  return [name, details.faults?.[0]?.field, details.faults?.[0]?.rule]
}

beforeAll(async () => {
  demo = await openDemo()
  dairy = await demo.as('dairy.trader')
  product = (await dairy.call(endpoints.createProduct, { body: { name: '希腊酸奶', unit: 'H87' } })).product
  const place = await firstPlaceOf(dairy)
  const made = { product, lot: 'GY-1', producedOn: '2026-01-01', place, quantity: '10' }
  batch = (await dairy.call(endpoints.createBatch, { body: made })).batch
  const minting = { params: { id: batch }, body: { count: 10, activation: 'later' as const } }
  codes = (await dairy.call(endpoints.mintCodes, minting)).first
}, 180_000)
afterAll(() => demo.end())

describe('codes minted for later', () => {
  test('are printed, and the page says that they are not in use', async () => {
    const { sets } = await dairy.call(endpoints.codeSets, { params: { id: batch } })
    expect(sets).toEqual([{ set: 0, count: 10, runs: [{ from: 0, to: 9, state: 'printed' }] }])
    const view = await traceOf(code(3))
    expect(view.status).toEqual({ state: 'printed', frozen: false, records: [] })
    expect(view.verdict).toBe('not_activated')
    expect(view.timeline.map(({ kind }) => kind)).not.toContain('activation')
  })

  test('are active after an act on their range, which stands in their history, and only theirs', async () => {
    expect(await changed(dairy, { act: 'activate', from: 0, to: 7 })).toMatchObject({ codes: 8, state: 'committed' })
    const view = await traceOf(code(3))
    expect(view.verdict).toBe('verified')
    const entry = view.timeline.find(({ kind }) => kind === 'activation')
    expect(entry).toMatchObject({ scope: 'item', batch })
    expect(view.status).toEqual({ state: 'active', frozen: false, records: [entry?.record] })
    expect(view.records[entry?.record ?? '']).toMatchObject({ name: 'activateCodes', withheld: [] })
    expect(await verdictOf(8)).toBe('not_activated')
  })
})

describe('a freeze', () => {
  test('is red at the very next scan, with the record that proves it, and the release at the one after', async () => {
    expect(await verdictOf(3)).toBe('verified')
    await freeze(2, 4)
    const view = await traceOf(code(3))
    expect(view.verdict).toBe('frozen')
    const names = view.status?.records.map((id) => view.records[id]?.name)
    expect(names).toEqual(['activateCodes', 'freezeCodes'])
    const note = Object.values(view.records).flatMap(({ name, fields }) => (name === 'freezeCodes' ? [fields] : []))
    expect(note[0]).toMatchObject({ from: { value: 2 }, to: { value: 4 }, reason: { value: 'suspected_copy' } })
    expect(note[0]).not.toHaveProperty('note')
    expect(await verdictOf(5)).toBe('verified')
    await release(2, 4)
    expect(await verdictOf(3)).toBe('verified')
    expect((await traceOf(code(3))).status?.records).toHaveLength(3)
  })

  test('keeps the code out of trade: the dispatch is refused at the unit, and the load check says so before', async () => {
    await freeze(1)
    const shop = await demo.as('shunda.trader')
    const { organisation } = await shop.call(endpoints.me, {})
    const lines = [{ product, unit: 'H87' as const, quantity: '2' }]
    const offered = { buyer: organisation.id, lines }
    const { no } = await dairy.call(endpoints.offerTrade, { body: offered })
    await shop.call(endpoints.acceptTrade, { params: { no }, body: {} })
    const place = await firstPlaceOf(dairy)
    const load = { place, lines: [{ fills: 1, batch, quantity: '2', units: [code(0), code(1)] }] }
    const checked = await dairy.call(endpoints.checkLoad, { params: { no }, body: load })
    expect(checked).toMatchObject({
      agreed: false,
      differences: [{ code: 'unit_not_in_use', line: 1, unit: code(1), expected: 'active', actual: 'frozen' }],
    })
    const dispatch = { params: { no }, body: { ...load, dispatchedAt: new Date(demo.door.deps.clock()).toISOString() } }
    expect(await faultOf(dairy.call(endpoints.dispatchTrade, dispatch))).toEqual([
      'CODE_NOT_ACTIVE',
      'lines.0.units.1',
      'code.not-frozen',
    ])
    await release(1)
    expect((await dairy.call(endpoints.checkLoad, { params: { no }, body: load })).agreed).toBe(true)
    await dairy.call(endpoints.dispatchTrade, dispatch)
    expect(await dairy.call(endpoints.code, { query: { c: code(1) } })).toEqual({
      ...{ path: code(1), batch, set: 0, index: 1, state: 'active', frozen: false, acted: true },
      ...{ scans: 0, people: 0, alerts: 0 },
    })
  })

  test('by the operator is not released by the maker', async () => {
    const operator = await demo.as('platform.admin')
    await freeze(6, 6, operator)
    expect(await verdictOf(6)).toBe('frozen')
    expect(await faultOf(release(6))).toEqual(['STATE_CONFLICT', 'from', 'code.state'])
    await release(6, 6, operator)
    expect(await verdictOf(6)).toBe('verified')
  })
})

test('what is void is red for good', async () => {
  await changed(dairy, { act: 'void', from: 7, to: 8, reason: 'misprinted' })
  expect([await verdictOf(7), await verdictOf(8)]).toEqual(['voided', 'voided'])
  expect(await faultOf(changed(dairy, { act: 'activate', from: 8, to: 9 }))).toEqual([
    'STATE_CONFLICT',
    'from',
    'code.state',
  ])
  const view = await traceOf(code(7))
  expect(view.status?.records.map((id) => view.records[id]?.name)).toEqual(['activateCodes', 'voidCodes'])
})

describe('an act on codes', () => {
  test('asked twice under one key is done once', async () => {
    const body = { act: 'freeze' as const, set: 0, from: 9, to: 9, reason: 'labels_lost', note: '' }
    const asked = { params: { id: batch }, body, key: 'freeze-nine' }
    const first = await dairy.call(endpoints.changeCodes, asked)
    expect(await dairy.call(endpoints.changeCodes, asked)).toEqual(first)
    await release(9)
  })

  test.each<[string, Omit<Change, 'set' | 'note'>, unknown[]]>([
    [
      'a freeze without a reason',
      { act: 'freeze', from: 0, to: 1 },
      ['VALIDATION_FAILED', 'reason', 'reason.of-freeze'],
    ],
    [
      'an activation with one',
      { act: 'activate', from: 0, to: 1, reason: 'other' },
      ['VALIDATION_FAILED', 'reason', 'reason.of-activate'],
    ],
    [
      'a range that ends before it begins',
      { act: 'release', from: 2, to: 1 },
      ['VALIDATION_FAILED', 'to', 'range.from-to'],
    ],
    ['a range beyond the set', { act: 'release', from: 2, to: 10 }, ['VALIDATION_FAILED', 'to', 'range.in-set']],
    ['a release of what is not frozen', { act: 'release', from: 0, to: 1 }, ['STATE_CONFLICT', 'from', 'code.state']],
  ])('%s is refused', async (_title, body, due) => {
    expect(await faultOf(changed(dairy, body))).toEqual(due)
  })

  test('is for the maker and the operator, and so is what they read', async () => {
    const farm = await demo.as('farm.trader')
    expect(await faultOf(freeze(0, 0, farm))).toEqual(['WRONG_ORGANISATION', 'batch', 'organisation.own'])
    expect((await faultOf(farm.call(endpoints.codeSets, { params: { id: batch } })))[0]).toBe('WRONG_ORGANISATION')
    expect((await faultOf(farm.call(endpoints.code, { query: { c: code(0) } })))[0]).toBe('WRONG_ORGANISATION')
    const operator = await demo.as('platform.admin')
    expect((await operator.call(endpoints.codeSets, { params: { id: batch } })).sets).toHaveLength(1)
    expect((await operator.call(endpoints.code, { query: { c: code(7) } })).state).toBe('void')
  })

  test('on a batch, a set or a code that is not there is refused', async () => {
    expect((await refusal(changed(dairy, { act: 'release', from: 0, to: 0 }, 'B'.padEnd(20, 'A')))).code).toBe(
      'NOT_FOUND',
    )
    expect((await refusal(dairy.call(endpoints.code, { query: { c: demo.code('forged') } }))).code).toBe('CODE_FORGED')
    const ofBatch = code(0).slice(0, code(0).indexOf('/21/'))
    expect((await refusal(dairy.call(endpoints.code, { query: { c: ofBatch } }))).code).toBe('CODE_UNKNOWN')
  })
})

describe('an edit by hand in the read model', () => {
  beforeAll(async () => {
    await freeze(5)
  })
  const rows = (['codeRuns', 'codeActed'] as const).flatMap((table) =>
    Object.keys(columnsOf(table)).map((column) => [table, column] as const),
  )

  test.each(rows)('of %s.%s is marked on the page with that column', async (table, column) => {
    const { readModel } = demo.door.deps
    const view = await traceOf(code(5))
    const frozen = view.status?.records.map((id) => view.records[id]).find((record) => record?.name === 'freezeCodes')
    const all = (await readModel.selectFrom(table).selectAll().execute()) as unknown as Record<
      string,
      string | number | null
    >[]
    const row = all.find((one) =>
      table === 'codeRuns' ? one['key'] === `codeRuns/${batch}/0` : one['transaction'] === frozen?.transaction,
    )
    const before = row?.[column] ?? null
    const edited = typeof before === 'number' ? before + 1 : before === null ? 'x' : `${before}x`
    const put = (value: string | number | null) =>
      sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where "key" = ${row?.['key']}`.execute(readModel)
    await put(edited)
    try {
      const marked = await traceOf(code(5))
      // The chain's own state decides: an edit hides no freeze.
      expect(marked.status).toEqual(view.status)
      expect(marked.verdict).toBe('tampered')
      expect(marked.tampered.map((one) => `${one.table}.${one.column}`)).toContain(`${table}.${column}`)
    } finally {
      await put(before)
    }
    expect((await traceOf(code(5))).tampered).toEqual([])
  })
})
