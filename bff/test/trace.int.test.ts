// The consumer's question over HTTP: what a code shows, what it never shows, and what an edit by hand in the read model leads to.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { makeProofFile, verifyProofFile } from '@ectrace/shared/proof/proof-file'
import { verifyRecord } from '@ectrace/shared/proof/verify-record'
import { columnsOf } from '../src/store/state-columns.ts'
import type { StateKind } from '../src/store/state-columns.ts'
import { codeOf, errorOf } from './door-fixture.ts'
import { openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { createClient } from '@ectrace/sdk/client'

let demo: Demo
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const traceOf = (path: string): Promise<TraceView> =>
  createClient({ url: demo.door.url }).call(endpoints.trace, { query: { c: path } })
const namesIn = (view: TraceView): string[] =>
  Object.values(view.records).flatMap(({ name, fields }) =>
    name === 'registerOrganisation' ? [text(fields['name']?.value)] : [],
  )

beforeAll(async () => {
  demo = await openDemo()
}, 60_000)
afterAll(() => demo.end())

describe('a genuine item', () => {
  test('shows its whole way, and every record on it verifies under the signed checkpoint', async () => {
    const view = await traceOf(demo.code('item'))
    expect(view.verdict).toBe('verified')
    const { verifierKey } = await createClient({ url: demo.door.url }).call(endpoints.log, {})
    const checkpoint = verifyCheckpoint(view.checkpoint, verifierKey)
    for (const record of Object.values(view.records)) {
      const signer = view.subjects.users[record.leaf.envelope.caller]
      const publicKey = view.records[signer?.enrolled ?? '']?.fields['publicKey']?.value
      const { leaf, op: operation, fields, leafIndex, path } = record
      const proven = verifyRecord({
        leaf,
        operation,
        fields,
        leafIndex,
        path,
        publicKey: text(publicKey),
        checkpoint,
      })
      expect(proven.transaction).toBe(record.transaction)
    }
    expect(view.timeline.map(({ kind, scope }) => `${kind}/${scope}`)).toEqual([
      'batch/batch',
      'batch/batch',
      'event/batch',
      'dispatch/batch',
      'event/batch',
      'receipt/batch',
      'transformation/batch',
      'codes/batch',
      'event/batch',
      'event/batch',
      'event/batch',
      'dispatch/item',
      'receipt/item',
      'dispatch/item',
      'receipt/item',
    ])
  })

  test('never shows the other shop that got units of the same batch, nor quantities, nor buyers of a trade', async () => {
    const other = await demo.as('baiwei.warehouse')
    const no = demo.code('trade_accept').slice('/s/t/'.length)
    const units = (await other.call(endpoints.trade, { params: { no } })).expectation?.lines[0]?.units ?? []
    const [a, b] = [await traceOf(demo.code('item')), await traceOf(units[0] ?? '')]
    expect(namesIn(a)).toContain('邻里鲜超市')
    expect(namesIn(a)).not.toContain('百味便利店')
    expect(namesIn(b)).not.toContain('邻里鲜超市')
    const shown = Object.values(a.records).flatMap(({ fields }) => Object.keys(fields))
    for (const secret of ['quantity', 'lines', 'buyer', 'inputs', 'vehicle', 'note', 'basis'])
      expect(shown).not.toContain(secret)
    const receipts = Object.values(a.records).filter(({ name }) => name === 'confirmReceipt')
    for (const { fields } of receipts) expect(fields).not.toHaveProperty('count')
    expect(JSON.stringify(a)).not.toContain(units[0] ?? 'none')
  })

  test('answers a machine with JSON and hands a browser to the page', async () => {
    const path = demo.code('item')
    const machine = await demo.door.get(path, { accept: 'application/json' })
    expect((machine.json as TraceView).code.path).toBe(path)
    const person = await fetch(demo.door.url + path, { headers: { accept: 'text/html' }, redirect: 'manual' })
    expect([person.status, person.headers.get('location')]).toEqual([
      307,
      `/pages/trace/index?c=${encodeURIComponent(path)}`,
    ])
  })

  test('of an organisation that is not verified gets no green verdict', async () => {
    const door = demo.door
    const client = createClient({ url: door.url })
    const body = {
      scheme: 'gln' as const,
      value: '6901234000009',
      name: '未核实的小店',
      type: 'supplier' as const,
      named: true,
      administrator: { login: 'small.admin', password: 'small-password' },
    }
    await client.call(endpoints.registerOrganisation, { body })
    await client.login('small.admin', 'small-password')
    await client.call(endpoints.enrolUser, {
      body: { login: 'small.trader', password: 'small-password', roles: ['trader'] },
    })
    const trader = createClient({ url: door.url })
    await trader.login('small.trader', 'small-password')
    const { place } = await trader.call(endpoints.createPlace, { body: { name: '后院', city: '杭州' } })
    const { product } = await trader.call(endpoints.createProduct, { body: { name: '土鸡蛋', unit: 'H87' } })
    const { batch } = await trader.call(endpoints.createBatch, {
      body: { product, lot: 'E1', producedOn: '2026-01-01', place, quantity: '30' },
    })
    const { first } = await trader.call(endpoints.mintCodes, { params: { id: batch }, body: { count: 3 } })
    expect((await traceOf(first[0] ?? '')).verdict).toBe('unverified_organisation')
  })
})

describe('the proof of a record as a file', () => {
  const proofFor = async (login: string, record: ProvenRecord) => {
    const query = { operation: record.op }
    return (await demo.as(login)).call(endpoints.proof, { params: { id: record.transaction }, query })
  }
  const fileOf = async (login: string, record: ProvenRecord) => {
    const { verifierKey } = await createClient({ url: demo.door.url }).call(endpoints.log, {})
    const expected = { transaction: record.transaction, operation: record.op }
    return verifyProofFile(makeProofFile(await proofFor(login, record)), { verifierKey, expected })
  }

  test('verifies off line, and shows each reader what he may see', async () => {
    const { records, subjects } = await traceOf(demo.code('item'))
    const { organisation } = await (await demo.as('linli.warehouse')).call(endpoints.me, {})
    const receipt = Object.values(records).find(
      ({ name, leaf }) =>
        name === 'confirmReceipt' && subjects.users[leaf.envelope.caller]?.organisation === organisation.id,
    )
    if (receipt === undefined) throw new Error('no receipt on the way of the item')
    const [buyer, stranger] = [await fileOf('linli.warehouse', receipt), await fileOf('baiwei.trader', receipt)]
    expect(buyer.withheld).toEqual([])
    expect(Object.keys(buyer.values)).toContain('count')
    expect(stranger.withheld).toEqual(['count'])
    expect(stranger.values).toEqual(Object.fromEntries(Object.entries(receipt.fields).map(([k, v]) => [k, v.value])))
  })

  test('is the same bytes as the file that its reader makes of it', async () => {
    const [record] = Object.values((await traceOf(demo.code('item'))).records)
    if (record === undefined) throw new Error('no record')
    const proof = await proofFor('linli.trader', record)
    expect(`${JSON.stringify(proof)}\n`).toBe(makeProofFile(proof))
  })

  test('is refused to nobody in particular, and of what is not there', async () => {
    const [record] = Object.values((await traceOf(demo.code('item'))).records)
    const address = (id: string, operation = 0): string => `transactions/${id}/proof?operation=${String(operation)}`
    expect(codeOf(await demo.door.get(address(record?.transaction ?? '')))).toBe('UNAUTHENTICATED')
    const trader = await demo.as('linli.trader')
    const none = { params: { id: 'ab'.repeat(32) }, query: {} }
    await expect(trader.call(endpoints.proof, none)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const far = { params: { id: record?.transaction ?? '' }, query: { operation: 999 } }
    await expect(trader.call(endpoints.proof, far)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a code that names nothing', () => {
  const cases: [string, () => string, string][] = [
    ['a forged serial', () => demo.code('forged'), 'CODE_FORGED'],
    ['a batch nobody made', () => '/s/01/06901234567892/10/NOPE', 'CODE_UNKNOWN'],
    ['a look-alike host', () => `https://ectrace.example.evil.com${demo.code('item')}`, 'CODE_FOREIGN_HOST'],
    ['a wrong check digit', () => '/s/01/06901234567893/10/YL-A0121', 'CODE_CHECK_DIGIT'],
    ['keys in the wrong order', () => '/s/10/YL-A0121/01/06901234567892', 'CODE_KEY_ORDER'],
    ['no code at all', () => 'hello', 'CODE_MALFORMED'],
  ]
  test.each(cases)('%s is refused with its own code', async (_name, path, code) => {
    expect(codeOf(await demo.door.get(`/api/v1/trace?c=${encodeURIComponent(path())}`))).toBe(code)
  })

  test('misses from one address are limited', async () => {
    const strict = await openDemo({ RATE_FACTOR: '40' })
    const miss = (): ReturnType<typeof strict.door.get> =>
      strict.door.get(`/api/v1/trace?c=${encodeURIComponent('/s/01/06901234567892/10/NOPE')}`)
    const codes: string[] = []
    for (let i = 0; i < 1_300 && codes.at(-1) !== 'RATE_LIMITED'; i++) codes.push(codeOf(await miss()))
    expect(codes.at(-1)).toBe('RATE_LIMITED')
    expect(errorOf(await miss()).details['retryAfter']).toEqual(expect.any(Number))
    await strict.end()
  }, 60_000)
})

describe('an edit by hand in the read model', () => {
  const tables: StateKind[] = [
    'organisation',
    'user',
    'place',
    'product',
    'batch',
    'transformation',
    'codes',
    'event',
    'dispatch',
    'receipt',
    'unit',
    'lineage',
  ]
  const columns = tables.flatMap((table) =>
    Object.keys(columnsOf(table)).map((column): [StateKind, string] => [table, column]),
  )

  const rowOf = async (table: StateKind): Promise<Record<string, string | number | null>> => {
    const view = await traceOf(demo.code('item'))
    const { readModel } = demo.door.deps
    const subject: Partial<Record<StateKind, string>> = {
      unit: `unit/${view.code.path}`,
      batch: `batch/${view.batch}`,
      transformation: `transformation/${view.batch}`,
      codes: `codes/${view.batch}`,
      lineage: `lineage/${view.batch}`,
      product: `product/${view.product}`,
    }
    const transactions = Object.values(view.records).map(({ transaction }) => transaction)
    const all = (await readModel.selectFrom(table).selectAll().execute()) as unknown as Record<
      string,
      string | number | null
    >[]
    const found = all.find((row) =>
      subject[table] === undefined ? transactions.includes(String(row['transaction'])) : row['key'] === subject[table],
    )
    if (found === undefined) throw new Error(`no row of ${table} on the way`)
    return found
  }

  test.each(columns)('of %s.%s is marked on the page with that column', async (table, column) => {
    const { readModel } = demo.door.deps
    const row = await rowOf(table)
    const before = row[column] ?? null
    const edited = typeof before === 'number' ? before + 1 : before === null ? 'x' : `${before}x`
    const put = (value: string | number | null) =>
      sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where "key" = ${row['key']}`.execute(readModel)
    await put(edited)
    try {
      const view = await traceOf(demo.code('item'))
      expect(view.verdict).toBe('tampered')
      expect(view.tampered.map((one) => `${one.table}.${one.column}`)).toContain(`${table}.${column}`)
    } finally {
      await put(before)
    }
    expect((await traceOf(demo.code('item'))).tampered).toEqual([])
  })
})
