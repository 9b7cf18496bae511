// Imports over HTTP: files of people are checked row by row against schemas and rules, and written once, in one transaction.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ImportKind, ImportView } from '@ectrace/shared/api/file-views'
import type { Client } from '@ectrace/sdk/client'
import { readTable } from '../src/tables/read/read-table.ts'
import { firstPlaceOf, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { rowsXml, workbook } from './workbook-fixture.ts'

let demo: Demo
let trader: Client

beforeAll(async () => {
  demo = await openDemo()
  trader = await demo.as('dairy.trader')
}, 120_000)
afterAll(() => demo.end())

const csv = (...lines: string[]): Buffer => Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`)
/** `row: field rule` of every fault. */
const faultsOf = ({ preview }: ImportView): string[] =>
  preview.flatMap(({ row, faults }) => faults.map(({ field, rule }) => `${String(row)}: ${field} ${rule}`)).sort()
const refused = async (call: Promise<unknown>): Promise<unknown> => {
  const { code, details } = await refusal(call)
  return [code, ...(details.faults ?? []).map(({ field, rule }) => `${field} ${rule}`)]
}
const commit = (client: Client, id: string, mode: 'all' | 'good', key?: string) =>
  client.call(endpoints.commitImport, { params: { id }, body: { mode }, ...(key === undefined ? {} : { key }) })
const productNames = async (): Promise<string[]> =>
  (await trader.call(endpoints.products, { query: { limit: 200 } })).items.map(({ name }) => name)

describe('products', () => {
  test('are shown with the fault of each row, and written all or the good ones', async () => {
    const file = csv(
      '名称,商品条码,规格,计量单位,包装',
      '导入甲,12345670,100 g,件,箱=24；托盘=960',
      '导入乙,4006381333932,,件,',
      ',,,瓶,',
      '导入丙,,,斤,',
      '导入丁,12345670,,件,',
      '导入戊,,1 kg,千克,',
      '导入戊,,1 kg,KGM,',
      '导入己,,,件,件=3',
    )
    const view = await trader.addImport('products', file, { name: '产品 2026.csv' })
    expect(view).toMatchObject({
      kind: 'products',
      fileName: '产品 2026.csv',
      rows: 8,
      good: 2,
      bad: 6,
      state: 'checked',
    })
    expect(view.columns[1]).toEqual({ name: 'gtin', title: '商品条码' })
    expect(faultsOf(view)).toEqual([
      '3: gtin gs1-check-digit',
      '4: name required',
      '5: unit unit.known',
      '6: gtin new',
      '8: name product.once-in-file',
      '9: packing unit.counted-other-than-product',
    ])
    const { id } = view
    expect(await refused(commit(trader, id, 'all'))).toEqual(['IMPORT_HAS_ERRORS'])
    expect(await productNames()).not.toContain('导入甲')
    const written = await commit(trader, id, 'good', 'import-1')
    expect(written).toMatchObject({ written: 2, skipped: 6, state: 'committed' })
    expect((await commit(trader, id, 'good', 'import-1')).transaction).toBe(written.transaction)
    const again = await refusal(commit(trader, id, 'good'))
    expect([again.code, again.details['transaction']]).toEqual(['STATE_CONFLICT', written.transaction])
    expect(await trader.call(endpoints.importView, { params: { id } })).toMatchObject({ state: 'written' })
    const { items } = await trader.call(endpoints.products, { query: { limit: 200 } })
    expect(items.find(({ name }) => name === '导入甲')).toMatchObject({
      gtin: '00000012345670',
      packing: [
        { unit: 'XCT', quantity: '24' },
        { unit: 'XPX', quantity: '960' },
      ],
    })
    const rows = await trader.call(endpoints.importRows, { params: { id }, query: { only: 'bad', limit: 4 } })
    expect([rows.items.length, rows.total, rows.next]).toEqual([4, 6, '4'])
  })

  test('of a file sent twice under one key are one import, of another file under it none', async () => {
    const file = csv('Name,Unit', 'Twice,piece')
    const first = await trader.addImport('products', file, { key: 'same-file' })
    expect((await trader.addImport('products', file, { key: 'same-file' })).id).toBe(first.id)
    expect(await refused(trader.addImport('products', csv('Name,Unit', 'Other,piece'), { key: 'same-file' }))).toEqual([
      'IDEMPOTENCY_MISMATCH',
    ])
  })

  test('that two people write at once are written once', async () => {
    const { id } = await trader.addImport('products', csv('Name,Unit', 'At once A,piece', 'At once B,piece'))
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((key) =>
        commit(trader, id, 'all', `at-once-${key}`).then(
          ({ state }) => state,
          (error: { code?: string }) => error.code,
        ),
      ),
    )
    expect(outcomes.sort()).toEqual(['STATE_CONFLICT', 'STATE_CONFLICT', 'committed'])
    expect((await productNames()).filter((name) => name === 'At once A')).toHaveLength(1)
  })

  test('that somebody else made since the preview are refused with the row of the file', async () => {
    const { id } = await trader.addImport(
      'products',
      csv('Name,GTIN,Unit', 'Fresh,,piece', 'Taken,4006381333931,piece'),
    )
    await trader.call(endpoints.createProduct, { body: { name: 'Faster', gtin: '4006381333931', unit: 'H87' } })
    const { code, details } = await refusal(commit(trader, id, 'all'))
    expect([code, details.faults?.[0]?.field, details['rows']]).toEqual(['ALREADY_EXISTS', 'gtin', [3]])
    expect(await productNames()).not.toContain('Fresh')
  })
})

test('places and batches are found by what people call them', async () => {
  const places = await trader.addImport(
    'places',
    csv('名称,城市,位置码,纬度,经度', '二号库,杭州,6901234567892,30.2,120.1', '半个,杭州,,30.2,', '二号库,杭州,,,'),
  )
  expect(faultsOf(places)).toEqual(['3: longitude coordinates.both', '4: name place.once-in-file'])
  await commit(trader, places.id, 'good')
  await trader.call(endpoints.createProduct, { body: { name: '同名', specification: '大', unit: 'KGM' } })
  await trader.call(endpoints.createProduct, { body: { name: '同名', specification: '小', unit: 'H87' } })
  const rows = rowsXml([
    ['2026 年计划'],
    ['产品', '规格', '批号', '生产日期', '有效期至', '地点', '数量', '计量单位'],
    ['同名', '大', 'IMP-1', '2026年1月5日', '2099/1/1', '二号库', 0.30000000000000004, '千克'],
    ['同名', '小', 'IMP-2', '20260105', '', '6901234567892', '0.5', ''],
    ['同名', '', 'IMP-3', '2026-01-05', '', '二号库', 1, ''],
    ['同名', '小', 'IMP-4', '2026-02-30', '', '不存在', 1, ''],
    ['同名', '小', 'IMP-5', '2026-01-05', '', '不存在', 1, ''],
    ['同名', '小', 'IMP-6', '2026-01-05', '2026-01-01', '二号库', '1,200', ''],
    ['同名', '大', 'IMP-1', '2026-01-05', '', '二号库', 2, ''],
    ['同名', '小', 'IMP-7', 46000, '', '二号库', 2, '箱'],
  ])
  const batches = await trader.addImport('batches', workbook({ rows }))
  expect(faultsOf(batches)).toEqual([
    '10: producedOn day.not-a-number',
    '4: quantity whole-units-only',
    '5: product ambiguous',
    '6: place exists',
    '7: place exists',
    '8: expiresOn day.not-before-production',
    '9: lot new',
  ])
  expect(batches.preview.find(({ row }) => row === 3)?.values).toMatchObject({
    producedOn: '2026-01-05',
    expiresOn: '2099-01-01',
    quantity: '0.3',
    unit: 'KGM',
  })
  await commit(trader, batches.id, 'good')
  const { items } = await trader.call(endpoints.batches, { query: { limit: 200 } })
  expect(items.filter(({ lot }) => lot.startsWith('IMP-')).map(({ lot, quantity }) => [lot, quantity])).toEqual([
    ['IMP-1', '0.3'],
  ])
})

test('rows with one reference are one trade: all its lines or none', async () => {
  const { items: partners } = await trader.call(endpoints.organisations, { query: { limit: 200 } })
  const me = await trader.call(endpoints.me, {})
  const buyer = partners.find(({ id, level }) => id !== me.organisation.id && level === 'verified')
  const head = '参考号,采购方,约定送达时间,产品,规格,数量,允许偏差'
  const view = await trader.addImport(
    'trades',
    csv(
      head,
      `T-1,${buyer?.name ?? ''},2099-01-02 08:30,同名,小,5,`,
      `T-1,${buyer?.value ?? ''},,同名,大,1.5,0.1`,
      `T-2,${buyer?.id ?? ''},2099-01-02,同名,小,5,`,
      'T-2,,,没有,,1,',
      'T-3,没有,,同名,小,1,',
      `T-4,${me.organisation.name},,同名,小,1,`,
    ),
  )
  expect(faultsOf(view)).toEqual(
    [
      '3: buyer trade.same-in-all-rows',
      '2: row other-row-bad',
      '4: row other-row-bad',
      '5: buyer required',
      '6: buyer exists',
      '7: buyer buyer.another-organisation',
    ].sort(),
  )
  const good = await trader.addImport(
    'trades',
    csv(head, `T-1,${buyer?.name ?? ''},2099-01-02 08:30,同名,小,5,`, `T-1,${buyer?.name ?? ''},,同名,大,1.5,0.1`),
  )
  expect([good.good, good.bad]).toEqual([2, 0])
  await commit(trader, good.id, 'all')
  const [trade] = (await trader.call(endpoints.trades, { query: { side: 'supplier' } })).items
  expect(trade).toMatchObject({ state: 'offered', promisedAt: '2099-01-02T08:30:00+08:00', buyer: { id: buyer?.id } })
  expect(trade?.lines.map(({ quantity, unit, tolerance }) => [quantity, unit, tolerance])).toEqual([
    ['5', 'H87', undefined],
    ['1.5', 'KGM', '0.1'],
  ])
})

describe('a file that is not what it should be', () => {
  test('names each column that is missing, unknown or there twice', async () => {
    expect(await refused(trader.addImport('products', csv('名称,单价,规格,规格', 'a,1,b,c')))).toEqual([
      'FILE_UNREADABLE',
      'unit column.missing',
      '单价 column.unknown',
      'specification column.twice',
    ])
    expect(await refused(trader.addImport('products', Buffer.from('\r\n')))).toEqual([
      'FILE_UNREADABLE',
      'file rows.none',
    ])
  })

  test('is refused by kind, size and rights', async () => {
    expect(await refused(trader.addImport('products', Buffer.from('PK')))).toEqual([
      'FILE_UNREADABLE',
      'file zip.no-directory',
    ])
    expect(await refused(trader.addImport('products', Buffer.alloc(8 * 1024 * 1024 + 1, 'a')))).toEqual([
      'BODY_TOO_LARGE',
    ])
    expect(await refused(trader.addImport('cars' as ImportKind, csv('a')))).toEqual(['NOT_FOUND'])
    const warehouse = await demo.as('linli.warehouse')
    expect(await refused(warehouse.addImport('products', csv('a')))).toEqual(['FORBIDDEN'])
  })

  test('with more than one transaction holds says how many rows fit', async () => {
    const long = '长'.repeat(190)
    const lines = Array.from({ length: 1_000 }, (_none, i) => `大量 ${String(i)},${long},件`)
    const { code, details } = await refusal(trader.addImport('products', csv('名称,规格,计量单位', ...lines)))
    expect([code, details.faults?.[0]?.rule]).toEqual(['FILE_TOO_LARGE', 'transaction.at-most-1-mb'])
    expect(details['rowsThatFit']).toBeGreaterThan(500)
  })
})

test('a thousand rows are one transaction', async () => {
  const lines = Array.from({ length: 1_000 }, (_none, i) => `千行 ${String(i)},件`)
  const { id, good } = await trader.addImport('products', csv('名称,计量单位', ...lines))
  expect(good).toBe(1_000)
  expect(await commit(trader, id, 'all')).toMatchObject({ written: 1_000, state: 'committed' })
}, 60_000)

test('nobody else sees or writes an import', async () => {
  const { id } = await trader.addImport('products', csv('Name,Unit', 'Mine,piece'))
  const stranger = await demo.as('linli.trader')
  expect(await refused(stranger.call(endpoints.importView, { params: { id } }))).toEqual(['NOT_FOUND'])
  expect(await refused(commit(stranger, id, 'all'))).toEqual(['NOT_FOUND'])
})

test.each(['products', 'places', 'batches', 'trades'] as const)(
  'a template of %s comes back as it went',
  async (kind) => {
    for (const format of ['csv', 'xlsx'] as const)
      for (const language of ['zh', 'en'] as const) {
        const bytes = Buffer.from(
          await trader.file(endpoints.importTemplate, { params: { kind }, query: { format, language } }),
        )
        expect(await readTable(bytes)).toHaveLength(2)
        const view = await trader.addImport(kind, bytes)
        expect([view.rows, view.good, view.bad]).toEqual([0, 0, 0])
        expect(await refused(commit(trader, view.id, 'all'))).toEqual(['IMPORT_HAS_ERRORS'])
      }
  },
)

test('the example of a template is written once it is no example any more', async () => {
  const place = await firstPlaceOf(trader)
  const text = Buffer.from(
    await trader.file(endpoints.importTemplate, { params: { kind: 'batches' }, query: { language: 'zh' } }),
  ).toString()
  const filled = text.replace('示例：原味酸奶', '同名').replace('100 g × 8', '小').replace('第一工厂', place)
  const view = await trader.addImport('batches', Buffer.from(filled))
  expect([faultsOf(view), view.good]).toEqual([[], 1])
})
