// What opens when somebody scans: every cell of the table, through the printed link, on a phone of each reader; and what is none of ours.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { dateOfInstant } from '@ectrace/shared/domain/time'
import type { Client } from '@ectrace/sdk/client'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { logIn, typeCode } from './story/people.ts'

let site: DemoSite
let browser: Browser
let dairy: Client
let shop: Client
let factory: string
let product: string
let batch: string
let items: string[]
let codes: Record<'item' | 'carton' | 'batch' | 'trade', string>

const hour = 3_600_000
const ago = (hours: number): string => new Date(Date.now() - hours * hour).toISOString()

/** Goods of the batch on their way to the shop. */
const send = async (units: string[], quantity: string): Promise<string> => {
  const buyer = (await shop.call(endpoints.me, {})).organisation.id
  const lines = [{ product, quantity, unit: 'H87' as const }]
  const { no } = await dairy.call(endpoints.offerTrade, { body: { buyer, lines } })
  await shop.call(endpoints.acceptTrade, { params: { no }, body: {} })
  const body = { place: factory, dispatchedAt: ago(20), lines: [{ fills: 1, batch, quantity, units }] }
  await dairy.call(endpoints.dispatchTrade, { params: { no }, body })
  return no
}

const makeGoods = async (): Promise<void> => {
  factory = (await dairy.call(endpoints.createPlace, { body: { name: '装箱车间', city: '杭州' } })).place
  const packing = [{ unit: 'XCT' as const, quantity: '12' }]
  product = (await dairy.call(endpoints.createProduct, { body: { name: '整箱酸奶', unit: 'H87', packing } })).product
  const producedOn = dateOfInstant(ago(48))
  const made = { product, lot: 'OPEN-1', producedOn, place: factory, quantity: '14' }
  batch = (await dairy.call(endpoints.createBatch, { body: made })).batch
  await dairy.call(endpoints.mintCodes, { params: { id: batch }, body: { count: 14 } })
  const found = await dairy.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
  items = found.items.map(({ path }) => path)
}

beforeAll(async () => {
  site = await openDemoSite({ CODE_HOSTS: 'trace.example' })
  browser = await openChromium()
  dairy = await site.as('dairy.trader')
  shop = await site.as('baiwei.trader')
  await makeGoods()
  const packer = await site.as('dairy.warehouse')
  const body = { level: 'carton' as const, batch, place: factory, children: items.slice(0, 12), packedAt: ago(30) }
  const { path: carton } = await packer.call(endpoints.createPack, { body })
  const no = await send([carton], '12')
  const item = items[0] ?? ''
  codes = { item, carton, batch: item.replace(/\/21\/.*$/, ''), trade: `/s/t/${no}` }
}, 180_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

type Code = keyof typeof codes
const kinds: readonly Code[] = ['item', 'carton', 'batch', 'trade']

/** The page that stands there in the end, and what it says. */
const lands = async (page: Page, code: string, [name, words]: readonly [string, string | RegExp]): Promise<void> => {
  await page.goto(code)
  await page.waitForURL(new RegExp(`/pages/${name}/index`))
  await page.getByRole('main').filter({ hasText: words }).last().waitFor()
  expect(page.url()).toContain(`/pages/${name}/index`)
}

const trace = ['trace', '追溯记录已核验'] as const
const receive = ['receive', /应收\s*12/] as const
const table = {
  anonymous: {
    item: trace,
    carton: ['trace', '这是一个物流单元码'],
    batch: trace,
    trade: ['trace', '这是一张交易码'],
  },
  'baiwei.warehouse': { item: receive, carton: receive, batch: receive, trade: receive },
  'dairy.trader': {
    item: trace,
    carton: ['trace', '整箱酸奶 OPEN-1'],
    batch: trace,
    trade: ['trade', '整箱酸奶'],
  },
  'linli.warehouse': {
    item: trace,
    carton: ['trace', '不经过您的企业'],
    batch: trace,
    trade: ['trace', '这张交易单不在您企业名下'],
  },
} as const satisfies Record<string, Record<Code, readonly [string, string | RegExp]>>

describe('what opens', () => {
  test.each(Object.keys(table) as (keyof typeof table)[])(
    'for %s, of an item, a carton, a batch and a trade',
    async (reader) => {
      await withPhone(browser, { origin: site.origin, refusals: [403, 404] }, async (page) => {
        if (reader !== 'anonymous') await logIn(page, reader)
        for (const kind of kinds) await lands(page, codes[kind], table[reader][kind])
      })
    },
    90_000,
  )

  test('goods that two open trades expect: the buyer chooses, or sees the trace alone', async () => {
    const second = await send(items.slice(12, 14), '2')
    await withPhone(browser, { origin: site.origin }, async (page) => {
      await logIn(page, 'baiwei.warehouse')
      await lands(page, codes.batch, ['trace', '等着收它的交易单不止一张'])
      await page.getByRole('button', { name: new RegExp(second) }).click()
      await page.waitForURL(new RegExp(`/pages/receive/index\\?no=${second}`))
    })
  }, 60_000)
})

describe('every way in', () => {
  test.each([
    [
      'the printed link, as WeChat hands it over',
      (code: string) => `q=${encodeURIComponent(site.link(code))}&scancode_time=1`,
    ],
    [
      'the link of another host of the platform',
      (code: string) => `q=${encodeURIComponent(`https://trace.example${code}`)}`,
    ],
  ])('%s leads to the trace', async (_way, query) => {
    await withPhone(browser, { origin: site.origin }, (page) =>
      lands(page, `/pages/trace/index?${query(codes.item)}`, trace),
    )
  })
  test('a mini-program code leads to its trade', async () => {
    const scene = encodeURIComponent(codes.trade.slice('/s/'.length))
    await withPhone(browser, { origin: site.origin }, (page) =>
      lands(page, `/pages/trace/index?scene=${scene}`, ['trace', '这是一张交易码']),
    )
  })
})

describe('what is none of ours', () => {
  test.each([
    ['wxp://f2f0Abc', '这是一个收付款码'],
    ['https://id.gs1.org/01/06901234567892', '这是别的平台的商品码'],
    ['https://example.org/prize', '这是别的网站的链接'],
    ['WIFI:S:shop;T:WPA;P:secret;;', '这是一个无线网络码'],
    ['6901234567892', '这是商品条码'],
    ['hello', '这不是本平台的追溯码，只是一段文字'],
  ])('%s is named on both pages and not opened', async (text, words) => {
    await withPhone(browser, { origin: site.origin }, async (page) => {
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).host))
      await lands(page, `/pages/trace/index?q=${encodeURIComponent(text)}`, ['trace', words])
      await page.goto('/pages/scan/index?type=1')
      await typeCode(page, text)
      await page.getByRole('main').getByText(words).first().waitFor()
      expect(new Set(asked)).toEqual(new Set([new URL(site.origin).host]))
    })
  })

  test('our code on a foreign host is refused in red by the server’s word', async () => {
    await withPhone(browser, { origin: site.origin, refusals: [400, 403, 404] }, (page) =>
      lands(page, `/pages/trace/index?q=${encodeURIComponent(`https://trace.evil.example${codes.item}`)}`, [
        'trace',
        '请不要打开那个网址',
      ]),
    )
  })

  test.each(['/no/such/page', '/pages/nothing/index'])('the address %s says that it leads nowhere', async (address) => {
    await withPhone(browser, { origin: site.origin }, async (page) => {
      await lands(page, address, ['missing', '没有这个页面'])
      await page.getByRole('main').getByText(address).waitFor()
    })
  })
})
