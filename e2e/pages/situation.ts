// Beside the demo's story, what its pages can also meet: codes in every state, a refused count, notes, reports, alerts, files. All through the API.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { organisationCodeCheckCharacter, usccCheckCharacter } from '@ectrace/shared/codes/uscc'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { exactCount, firstPlaceOf, refusal, tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { licencePicture } from './licence-picture.ts'
import { demoPassword } from '../story/demo-site.ts'

/** Codes, as a shopper may hold them, by what is to be said of them. `hidden` has a hidden code, that of `used` was checked by another. */
export type CodeName =
  | ('verified' | 'forged' | 'unknown' | 'foreign' | 'malformed' | 'mistyped')
  | ('expired' | 'recalled' | 'frozen' | 'voided' | 'inactive' | 'unnamed' | 'hidden' | 'used' | 'copied')

export type Situation = {
  codes: Record<CodeName, string>
  /** Of the dairy. */
  product: string
  batch: string
  /** One more set of the batch, some of its codes frozen, and one that is not on chain yet. */
  set: string
  preparation: string
  /** Offered, waiting for the other side; dispatched, waiting for the shop; refused once; received. */
  trades: Record<'offered' | 'agreed' | 'dispatched' | 'refused' | 'received', string>
  import: string
  receipt: string
  user: string
}

const dayMs = 86_400_000
const csv = (...lines: string[]): Uint8Array => Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`)

const batchOf = async (client: Client, lot: string): Promise<{ id: string; product: string }> => {
  const { items } = await client.call(endpoints.batches, { query: {} })
  const found = items.find((batch) => batch.lot === lot)
  if (found === undefined) throw new Error(`no batch ${lot}`)
  return { id: found.id, product: found.product.id }
}

/** Codes of a new set of the batch, in order. */
const mint = async (
  client: Client,
  batch: string,
  count: number,
  more: { activation?: 'later' } = {},
): Promise<{ set: number; paths: string[] }> => {
  const { set } = await client.act(endpoints.mintCodes, { params: { id: batch }, body: { count, ...more } })
  const { items } = await client.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
  return { set, paths: items.filter((code) => code.set === set).map(({ path }) => path) }
}

/** A batch of `product` that is good for a month, with ten codes. */
const codedBatch = async (client: Client, product: string, lot: string): Promise<{ batch: string; code: string }> => {
  const now = Date.now()
  const { batch } = await client.act(endpoints.createBatch, {
    body: {
      product,
      lot,
      producedOn: dateOfInstant(instantFromMs(now - dayMs)),
      expiresOn: dateOfInstant(instantFromMs(now + 30 * dayMs)),
      place: await firstPlaceOf(client),
      quantity: '10',
    },
  })
  const { paths } = await mint(client, batch, 10)
  return { batch, code: paths[0] ?? '' }
}

/** A company that nobody has verified, and a code of its goods. */
const unnamedCode = async (url: string): Promise<string> => {
  const body = 'MA0NEW01'
  const first17 = `91330100${body}${organisationCodeCheckCharacter(body)}`
  const owner = createClient({ url })
  const [login, password] = ['newcomer.admin', demoPassword]
  const administrator = { login, password }
  const organisation = { scheme: 'uscc', type: 'processor', named: true } as const
  const value = first17 + usccCheckCharacter(first17)
  await owner.act(endpoints.registerOrganisation, {
    body: { ...organisation, value, name: '新禾食品坊', administrator },
  })
  await owner.login(login, password)
  await owner.act(endpoints.createPlace, { body: { name: '新禾作坊', city: '杭州' } })
  await owner.act(endpoints.enrolUser, { body: { login: 'newcomer.trader', password, roles: ['trader'] } })
  const trader = createClient({ url })
  await trader.login('newcomer.trader', password)
  const { product } = await trader.act(endpoints.createProduct, { body: { name: '手工米糕', unit: 'H87' } })
  return (await codedBatch(trader, product, 'MG-01')).code
}

/** The shop counts one piece too few: refused, kept as an attempt, the trade stays open. */
const refuseOneShort = async (warehouse: Client, no: string): Promise<void> => {
  const trade = await warehouse.call(endpoints.trade, { params: { no } })
  const lines = exactCount(trade).map((row) => ({
    ...row,
    accepted: '5',
    missing: '1',
    units: row.units?.slice(1) ?? [],
  }))
  const body = { kind: 'final' as const, place: await firstPlaceOf(warehouse), lines }
  await refusal(warehouse.call(endpoints.confirmReceipt, { params: { no }, body }))
}

const makeTrades = async (demo: Demo, product: string): Promise<Situation['trades']> => {
  const [seller, buyer] = [await demo.as('shunda.trader'), await demo.as('linli.trader')]
  const { organisation } = await buyer.call(endpoints.me, {})
  const offer = async (quantity: string): Promise<string> => {
    const lines = [{ product, quantity, unit: 'H87' as const }]
    return (await seller.act(endpoints.offerTrade, { body: { buyer: organisation.id, lines } })).no
  }
  const [offered, agreed] = [await offer('6'), await offer('4')]
  await buyer.act(endpoints.acceptTrade, { params: { no: agreed }, body: {} })
  const refused = tradeNoOf(demo.code('trade_accept'))
  await refuseOneShort(await demo.as('baiwei.warehouse'), refused)
  const { items } = await buyer.call(endpoints.trades, { query: {} })
  const received = items.find(({ state }) => state === 'received')?.no ?? ''
  return { offered, agreed, refused, dispatched: tradeNoOf(demo.code('trade_refuse')), received }
}

const report = (url: string, code: string): Promise<{ receipt: string }> =>
  createClient({ url }).call(endpoints.report, {
    body: { c: code, kind: 'quality', text: '开封后有异味，和上次买的不一样' },
  })

/** The same code three times on one day in three cities, where the server knows cities. */
const scanFrom = async ({ door }: Demo, code: string, addresses: readonly string[]): Promise<void> => {
  for (const [i, address] of addresses.entries()) {
    const body = { c: code, visitor: `f${String(i + 1).padStart(32, '0')}` }
    await door.post('scans', body, { 'x-forwarded-for': address })
  }
}

/** The maker's licence, with its document, issued by the laboratory, to which the operator gave the authority. */
const license = async (demo: Demo, dairy: Client): Promise<void> => {
  const lab = await demo.as('lab.admin')
  const type = 'food_production'
  const [{ organisation }, maker] = [await lab.call(endpoints.me, {}), await dairy.call(endpoints.me, {})]
  const operator = await demo.as('platform.admin')
  await operator.act(endpoints.grantAuthority, { body: { organisation: organisation.id, types: [type] } })
  const { digest } = await lab.addPicture(await licencePicture(), 'image/png')
  const day = (days: number): string => dateOfInstant(instantFromMs(Date.now() + days * dayMs))
  await lab.act(endpoints.issueCredential, {
    body: {
      ...{ subjectType: 'organisation', subject: maker.organisation.id, type, document: digest },
      ...{ no: 'SC10633010600123', title: '食品生产许可证', validFrom: day(-400), validTo: day(1400) },
    },
  })
}

/** Somebody scratches the item's hidden code free, the last line of `file`, and checks it. */
const useHidden = async (url: string, c: string, file: Uint8Array): Promise<void> => {
  const lines = Buffer.from(file)
    .toString('utf8')
    .trimEnd()
    .split(/[\r\n,]+/)
  const body = { c, hidden: lines.at(-1) ?? '', visitor: `f${'7'.padStart(32, '0')}` }
  await createClient({ url }).call(endpoints.checkHiddenCode, { body })
}

/** `addresses`: of phones in cities far apart. */
export const makeSituation = async (demo: Demo, addresses: readonly string[]): Promise<Situation> => {
  const dairy = await demo.as('dairy.trader')
  const url = demo.door.url
  await license(demo, dairy)
  const { id: batch, product } = await batchOf(dairy, 'YL-A0121')
  const later = await mint(dairy, batch, 20, { activation: 'later' })
  const reasons = { freeze: { reason: 'suspected_copy' }, void: { reason: 'misprinted' }, activate: {} } as const
  const change = (act: keyof typeof reasons, from: number, to: number) =>
    dairy.act(endpoints.changeCodes, {
      params: { id: batch },
      body: {
        ...{ act, set: later.set, from, to, note: '贴标抽查', ...reasons[act] },
      },
    })
  await change('activate', 0, 11)
  await change('freeze', 3, 4)
  await change('void', 5, 5)
  const hidden = { set: later.set, from: 0, to: 2 }
  const file = await dairy.file(endpoints.issueHiddenCodes, { params: { id: batch }, body: hidden })
  await useHidden(url, later.paths[2] ?? '', file)
  const called = await codedBatch(dairy, product, 'YL-C0107')
  await dairy.act(endpoints.openRecall, {
    body: { batches: [called.batch], class: 1, reason: 'safety', note: '留样检出沙门氏菌' },
  })
  const preparation = await dairy.call(endpoints.prepareCodes, { params: { id: batch }, body: { count: 3_000 } })
  const { code: copied } = await codedBatch(dairy, product, 'YL-A0130')
  await scanFrom(demo, copied, addresses)
  const rows = csv(
    '名称,商品条码,规格,计量单位',
    '云岭草莓酸奶,,180 克/杯,件',
    '云岭蓝莓酸奶,123,180 克/杯,件',
    ',,,箱子',
  )
  const { items: users } = await (await demo.as('dairy.admin')).call(endpoints.users, { query: {} })
  const expired = await batchOf(dairy, 'YL-A0088')
  const old = await dairy.call(endpoints.codes, { params: { id: expired.id }, query: { limit: 1 } })
  return {
    codes: {
      verified: demo.code('item'),
      forged: demo.code('forged'),
      unknown: '/s/01/06901234567892/10/NO-SUCH',
      foreign: 'https://shop.example.com/s/01/06901234567892/10/YL-A0121',
      malformed: '谢谢惠顾 再来一瓶',
      mistyped: '/s/00/123456789012345678',
      expired: old.items[0]?.path ?? '',
      recalled: called.code,
      frozen: later.paths[3] ?? '',
      voided: later.paths[5] ?? '',
      inactive: later.paths[15] ?? '',
      unnamed: await unnamedCode(url),
      hidden: later.paths[0] ?? '',
      used: later.paths[2] ?? '',
      copied,
    },
    ...{ product, batch, set: String(later.set), preparation: preparation.id },
    trades: await makeTrades(demo, product),
    import: (await dairy.addImport('products', rows, { name: '新品 2026.csv' })).id,
    receipt: (await report(url, demo.code('item'))).receipt,
    user: users.find(({ login }) => login === 'dairy.trader')?.id ?? '',
  }
}
