// Exports over HTTP: all rows as of one block, in columns that an import reads again, without a formula, or no file at all.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { tradeStateLabel } from '@ectrace/shared/domain/trade'
import type { exportKinds } from '@ectrace/shared/schema/code-requests'
import type { Client } from '@ectrace/sdk/client'
import { openSnapshot, statesOf } from '../src/exports/snapshot.ts'
import { readTable } from '../src/tables/read/read-table.ts'
import { firstPlaceOf, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

type Kind = (typeof exportKinds)[number]
type Query = { format?: 'csv' | 'xlsx'; language?: 'zh' | 'en'; batch?: string; since?: string }

let demo: Demo
let maker: Client
let other: Client

const csv = (...lines: string[]): Buffer => Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`)
const file = async (client: Client, kind: Kind, query: Query = {}): Promise<Buffer> =>
  Buffer.from(await client.file(endpoints.exportTable, { params: { kind }, query }))
const table = async (client: Client, kind: Kind, query: Query = {}): Promise<string[][]> =>
  (await readTable(await file(client, kind, query))).map(({ cells }) => Array.from(cells, (cell) => cell?.text ?? ''))
const without = (column: string, [head = [], ...rows]: string[][]): string[][] =>
  rows.map((row) => head.flatMap((title, i) => (title === column ? [] : [row[i] ?? ''])))
const put = async (
  client: Client,
  kind: 'products' | 'places' | 'batches' | 'trades',
  bytes: Buffer,
): Promise<void> => {
  const { id, preview } = await client.addImport(kind, bytes)
  expect(preview.flatMap(({ row, faults }) => faults.map((one) => [row, one]))).toEqual([])
  await client.call(endpoints.commitImport, { params: { id }, body: { mode: 'all' } })
}

beforeAll(async () => {
  demo = await openDemo()
  maker = await demo.as('linli.trader')
  other = await demo.as('dairy.trader')
}, 120_000)
afterAll(() => demo.end())

describe('an exported table is read by an import', () => {
  test.each(['csv', 'xlsx'] as const)('and brings the same things to another organisation (%s)', async (format) => {
    const mark = format === 'csv' ? '甲' : '乙'
    await put(
      maker,
      'products',
      csv('名称,规格,计量单位,包装', `"=往返,${mark}",+1,件,箱=24;托盘=960`, `-往返${mark},一 二,千克,`),
    )
    await put(maker, 'places', csv('名称,城市,纬度,经度', `@库${mark},杭州,-30.5,120.1`))
    await put(
      maker,
      'batches',
      csv(
        '产品,规格,批号,生产日期,有效期至,地点,数量',
        `"=往返,${mark}",+1,=R${mark === '甲' ? '1' : '2'},2026-01-02,2099-01-01,@库${mark},12`,
      ),
    )
    for (const kind of ['products', 'places', 'batches'] as const) {
      const exported = await file(maker, kind, { format })
      const mine = await readTable(exported)
      const theirs = mine.filter((row, i) => i === 0 || row.cells.some((cell) => cell?.text.includes(mark)))
      expect(theirs.length).toBeGreaterThan(1)
      const view = await other.addImport(kind, exported)
      expect(view.columns.length).toBeGreaterThan(4)
      await other.call(endpoints.commitImport, { params: { id: view.id }, body: { mode: 'good' } })
      const ofKind = async (client: Client): Promise<string[][]> =>
        without('Identifier', await table(client, kind, { language: 'en' }))
          .map((row) => row.filter((cell) => !cell.startsWith('/s/')))
          .filter((row) => row.some((cell) => cell.includes(mark)))
          .sort()
      expect(await ofKind(other)).toEqual(await ofKind(maker))
    }
  })
})

test('no cell of a text file is a formula, and none of a workbook', async () => {
  const text = (await file(maker, 'products')).toString()
  expect(text).toContain(`"'=往返,甲",,'+1,件`)
  for (const line of text.split('\r\n')) expect(line).not.toMatch(/(?:^|,)"?[=+@-](?!\d)/)
  const names = (await table(maker, 'products', { format: 'xlsx' })).map(([name]) => name)
  expect(names).toContain('=往返,甲')
})

test('thousands of rows are all there, each once', async () => {
  const lines = Array.from({ length: 900 }, (_none, i) => `许多 ${String(i)},件`)
  await put(maker, 'products', csv('名称,计量单位', ...lines))
  const names = (await file(maker, 'products'))
    .toString()
    .split('\r\n')
    .map((line) => line.split(',')[0] ?? '')
  expect(new Set(names.filter((name) => name.startsWith('许多'))).size).toBe(900)
  const { items } = await maker.call(endpoints.batches, { query: { limit: 200 } })
  const batch = items.find(({ lot }) => lot === '=R1')?.id ?? ''
  await maker.call(endpoints.mintCodes, { params: { id: batch }, body: { count: 6_000 } })
  const codes = (await file(maker, 'codes', { batch })).toString().trimEnd().split('\r\n').slice(1)
  expect([codes.length, new Set(codes).size]).toEqual([6_000, 6_000])
}, 60_000)

test('a table says how things were when it began, whatever is written while it is read', async () => {
  const { readModel, ledger } = demo.door.deps
  const found = readModel.selectFrom('trade').where('state', '!=', 'cancelled')
  const snapshot = await openSnapshot(demo.door.deps, found)
  expect(snapshot.block).toBe((await ledger.log()).height)
  const me = await maker.call(endpoints.me, {})
  const buyer = await other.call(endpoints.me, {})
  await put(maker, 'trades', csv('参考号,采购方,产品,数量', `S-1,${buyer.organisation.name},"'=往返,甲",3`))
  const [offered] = (await maker.call(endpoints.trades, { query: { side: 'supplier' } })).items
  const later = await openSnapshot(demo.door.deps, found)
  await other.call(endpoints.acceptTrade, { params: { no: offered?.no ?? '' }, body: {} })
  const read = async (shot: typeof snapshot): Promise<(string | undefined)[]> => {
    const states: (string | undefined)[] = []
    for await (const { state } of statesOf(demo.door.deps, 'trade', readModel.selectFrom('trade'), shot))
      if (state.supplier === me.organisation.id && state.no === offered?.no) states.push(state.state)
    return states
  }
  expect(await read(snapshot)).toEqual([])
  expect(await read(later)).toEqual(['offered'])
  const rows = await table(maker, 'trades')
  expect(rows.find(([reference]) => reference === offered?.no)).toContain(tradeStateLabel('agreed', 'zh'))
})

test('what consumers counted and reported has no person and no contact in it', async () => {
  const reader = await demo.as('dairy.trader')
  const c = demo.code('item')
  await reader.call(endpoints.report, {
    body: { c, kind: 'quality', text: '=包装鼓起', contact: '13800000000', place: '超市' },
  })
  const reports = await table(other, 'reports')
  expect(reports[1]).toEqual(expect.arrayContaining(['质量问题', '=包装鼓起', '超市']))
  expect(JSON.stringify(reports)).not.toContain('13800000000')
  expect(await table(maker, 'reports')).toHaveLength(1)
  expect((await table(other, 'scans', { language: 'en' }))[0]).toEqual([
    'Time',
    'Product',
    'Lot',
    'Code path',
    'City',
    'Through',
  ])
})

test('stock, receipts and retirements have a row for each heap, line and act', async () => {
  const place = await firstPlaceOf(maker)
  const stock = await table(other, 'stock', { language: 'en' })
  const { total } = await other.call(endpoints.stock, { query: {} })
  expect(stock).toHaveLength(total + 1)
  expect((await table(other, 'receipts')).length).toBeGreaterThan(1)
  const [held] = (await maker.call(endpoints.stock, { query: { place } })).items
  const gone = {
    batch: held?.batch ?? '',
    place,
    quantity: '1',
    reason: 'lost' as const,
    retiredAt: new Date().toISOString(),
  }
  await maker.call(endpoints.retireGoods, { body: gone })
  expect((await table(maker, 'retirements', { batch: gone.batch }))[1]).toEqual(
    expect.arrayContaining(['丢失', held?.lot]),
  )
})

test('who may not list something may not export it, and what a table does not know is said', async () => {
  const refused = async (client: Client, kind: Kind, query: Query = {}): Promise<unknown> => {
    const { code, details } = await refusal(file(client, kind, query))
    return [code, details.faults?.[0]?.rule]
  }
  const { items } = await maker.call(endpoints.batches, { query: { limit: 200 } })
  const batch = items.find(({ lot }) => lot === '=R1')?.id ?? ''
  const warehouse = await demo.as('linli.warehouse')
  expect(await refused(warehouse, 'codes', { batch })).toEqual(['FORBIDDEN', undefined])
  expect(await refused(other, 'codes', { batch })).toEqual(['WRONG_ORGANISATION', 'own'])
  expect(await refused(maker, 'codes')).toEqual(['VALIDATION_FAILED', 'required'])
  expect(await refused(maker, 'products', { batch })).toEqual(['VALIDATION_FAILED', 'export.not-of-a-batch'])
  expect(await refused(maker, 'stock', { since: '2026-01-01T00:00:00Z' })).toEqual([
    'VALIDATION_FAILED',
    'export.of-now',
  ])
  expect(await refused(maker, 'cars' as Kind)).toEqual(['NOT_FOUND', undefined])
  expect(await table(maker, 'products', { since: '2100-01-01T00:00:00Z' })).toHaveLength(1)
})

test('a table that cannot be read to its end is no file', async () => {
  const { readModel } = demo.door.deps
  await readModel.updateTable('batch').set({ product: 'PAAAAAAAAAAAAAAAAAAA' }).where('lot', '=', '=R2').execute()
  await expect(file(maker, 'batches')).rejects.toThrow()
})
