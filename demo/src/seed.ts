// The demo: farm -> dairy with a transformation -> distributor -> two shops, a batch split over both, one trade to accept, one to refuse.
import { readFile } from 'node:fs/promises'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DemoView } from '@ectrace/shared/api/views'
import { usccCheckCharacter, organisationCodeCheckCharacter } from '@ectrace/shared/codes/uscc'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import type { Company, CompanyPlan } from './company.ts'
import { registerCompany } from './company.ts'
import { dispatchGoods, receiveGoods } from './hand-over.ts'
import type { HandOver } from './hand-over.ts'

export type SeedOptions = { url: string; password: string; setupToken: string; onStep?: (zh: string) => void }

const dayMs = 86_400_000
const minuteMs = 60_000

const picture = (name: string): Promise<Uint8Array> => readFile(new URL(`../assets/${name}`, import.meta.url))

/** A valid credit code for a company that does not exist: registration office 9 1, an invented region and body. */
const creditCode = (body: string): string => {
  const organisation = body + organisationCodeCheckCharacter(body)
  const first17 = `91330100${organisation}`
  return first17 + usccCheckCharacter(first17)
}

const plans = {
  operator: { short: 'platform', name: 'EC链追溯平台', type: 'operator', uscc: creditCode('MA0DEM00'), roles: [] },
  farm: {
    short: 'farm',
    name: '青原牧场',
    type: 'supplier',
    uscc: creditCode('MA0DEM01'),
    roles: ['trader', 'warehouse'],
  },
  dairy: {
    short: 'dairy',
    name: '云岭乳业',
    type: 'processor',
    uscc: creditCode('MA0DEM02'),
    roles: ['trader', 'warehouse'],
  },
  lab: {
    short: 'lab',
    name: '谱检食品检测',
    type: 'inspector',
    uscc: creditCode('MA0DEM03'),
    roles: ['inspector'],
    ownKeys: true,
  },
  distributor: {
    short: 'shunda',
    name: '顺达商贸',
    type: 'distributor',
    uscc: creditCode('MA0DEM04'),
    roles: ['trader', 'warehouse'],
  },
  shopA: {
    short: 'linli',
    name: '邻里鲜超市',
    type: 'retailer',
    uscc: creditCode('MA0DEM05'),
    roles: ['trader', 'warehouse'],
  },
  shopB: {
    short: 'baiwei',
    name: '百味便利店',
    type: 'retailer',
    uscc: creditCode('MA0DEM06'),
    roles: ['trader', 'warehouse'],
  },
} as const satisfies Record<string, CompanyPlan>

type Cast = Record<keyof typeof plans, Company>

const cast = async ({ url, password, setupToken }: SeedOptions): Promise<Cast> => {
  const operator = await registerCompany(url, { ...plans.operator, setupToken }, password)
  const others: Partial<Cast> = { operator }
  for (const name of ['farm', 'dairy', 'lab', 'distributor', 'shopA', 'shopB'] as const) {
    const company = await registerCompany(url, plans[name], password)
    await operator.administrator.client.act(endpoints.verifyOrganisation, {
      params: { id: company.id },
      body: { level: 'verified', basis: '营业执照与法定代表人核对一致（演示）' },
    })
    others[name] = company
  }
  return others as Cast
}

type PlaceOf = Record<'farm' | 'dairy' | 'lab' | 'distributor' | 'shopA' | 'shopB', string>

const places = async (who: Cast): Promise<PlaceOf> => {
  const at = async (
    company: Company,
    name: string,
    city: string,
    latitude: string,
    longitude: string,
  ): Promise<string> =>
    (await company.administrator.client.act(endpoints.createPlace, { body: { name, city, latitude, longitude } })).place
  // The story is told in seconds: all but the farm lie within a few minutes' drive, so that its receipts are likely.
  return {
    farm: await at(who.farm, '青原牧场一号牧区', '呼伦贝尔', '49.2122', '119.7658'),
    dairy: await at(who.dairy, '云岭乳业第一工厂', '杭州', '30.2741', '120.1551'),
    lab: await at(who.lab, '谱检实验室', '杭州', '30.2592', '120.1303'),
    distributor: await at(who.distributor, '顺达冷链仓', '杭州', '30.3120', '120.1700'),
    shopA: await at(who.shopA, '邻里鲜文三路店', '杭州', '30.2775', '120.1280'),
    shopB: await at(who.shopB, '百味南湖店', '杭州', '30.2790', '120.2100'),
  }
}

type Made = { product: string; batch: string; lot: string; codes: string[] }

/** Raw milk from the farm, inspected by the laboratory, handed over in bulk. */
const milk = async (who: Cast, place: PlaceOf, now: number): Promise<{ batch: string; quantity: string }[]> => {
  const trader = who.farm.as('trader')
  const { product } = await trader.act(endpoints.createProduct, {
    body: { name: '生牛乳', specification: '冷藏散装', unit: 'LTR' },
  })
  const producedOn = dateOfInstant(instantFromMs(now - 2 * dayMs))
  const raw: { batch: string; lot: string; quantity: string }[] = []
  for (const [lot, quantity] of [
    ['RM-A1', '800'],
    ['RM-B2', '450.5'],
  ] as const) {
    const { batch } = await trader.act(endpoints.createBatch, {
      body: { product, lot, producedOn, place: place.farm, quantity },
    })
    raw.push({ batch, lot, quantity })
  }
  const batches = raw.map(({ batch }) => batch)
  const { digest, type } = await who.lab.as('inspector').addPicture(await picture('milk-report.jpg'), 'image/jpeg')
  await who.lab.as('inspector').act(endpoints.recordEvent, {
    body: {
      bizStep: 'inspecting',
      disposition: 'conformant',
      batches,
      place: place.lab,
      eventTime: instantFromMs(now - 40 * 60 * minuteMs),
      result: 'pass',
      reportNo: 'PJ-2026-M0187',
      evidence: [{ digest, type, title: '生牛乳检验报告' }],
    },
  })
  const plan: HandOver = {
    supplier: who.farm,
    buyer: who.dairy,
    from: place.farm,
    to: place.dairy,
    loads: raw.map(({ batch, lot, quantity }) => ({ product, unit: 'LTR' as const, batch, lot, quantity })),
    dispatchedAt: instantFromMs(now - 30 * 60 * minuteMs),
    temperature: '3.5',
  }
  const { no } = await dispatchGoods(plan)
  await trader.act(endpoints.recordEvent, {
    body: {
      bizStep: 'transporting',
      batches,
      place: place.farm,
      eventTime: instantFromMs(now - 29 * 60 * minuteMs),
      temperature: '3.5',
    },
  })
  await receiveGoods(plan, no)
  return raw.map(({ batch, quantity }) => ({ batch, quantity }))
}

/** Yoghurt: two raw batches become one product batch; each cup gets its own code. */
const yoghurt = async (
  who: Cast,
  place: PlaceOf,
  now: number,
  raw: { batch: string; quantity: string }[],
): Promise<Made> => {
  const trader = who.dairy.as('trader')
  const photo = await trader.addPicture(await picture('yoghurt.jpg'), 'image/jpeg')
  const { product } = await trader.act(endpoints.createProduct, {
    body: {
      name: '云岭原味酸奶',
      gtin: '6901234567892',
      specification: '180 克/杯 · 2–6 ℃ 冷藏',
      unit: 'H87',
      picture: photo.digest,
    },
  })
  const lot = 'YL-A0121'
  const { batch } = await trader.act(endpoints.transformBatch, {
    body: {
      product,
      lot,
      producedOn: dateOfInstant(instantFromMs(now)),
      expiresOn: dateOfInstant(instantFromMs(now + 21 * dayMs)),
      place: place.dairy,
      quantity: '120',
      inputs: raw,
    },
  })
  const codes = await mint(who.dairy, batch, 120)
  await trader.act(endpoints.recordEvent, {
    body: {
      bizStep: 'packing',
      batches: [batch],
      place: place.dairy,
      eventTime: instantFromMs(Date.now()),
      note: '12 杯一箱，外箱贴码',
    },
  })
  const report = await who.lab.as('inspector').addPicture(await picture('yoghurt-report.jpg'), 'image/jpeg')
  await who.lab.as('inspector').act(endpoints.recordEvent, {
    body: {
      bizStep: 'inspecting',
      disposition: 'conformant',
      batches: [batch],
      place: place.lab,
      eventTime: instantFromMs(Date.now()),
      result: 'pass',
      reportNo: 'PJ-2026-Y0421',
      evidence: [{ digest: report.digest, type: report.type, title: '酸奶出厂检验报告' }],
    },
  })
  await who.dairy.as('warehouse').act(endpoints.recordEvent, {
    body: {
      bizStep: 'storing',
      batches: [batch],
      place: place.dairy,
      eventTime: instantFromMs(Date.now()),
      temperature: '4.0',
    },
  })
  return { product, batch, lot, codes }
}

const mint = async (company: Company, batch: string, count: number): Promise<string[]> => {
  const trader = company.as('trader')
  await trader.act(endpoints.mintCodes, { params: { id: batch }, body: { count } })
  const { items } = await trader.call(endpoints.codes, { params: { id: batch }, query: { limit: count } })
  return items.map(({ path }) => path)
}

/** A lot past its date: it can be sent, but must not be received. */
const expiredYoghurt = async (who: Cast, place: PlaceOf, now: number, product: string): Promise<Made> => {
  const lot = 'YL-A0088'
  const { batch } = await who.dairy.as('trader').act(endpoints.createBatch, {
    body: {
      product,
      lot,
      producedOn: dateOfInstant(instantFromMs(now - 40 * dayMs)),
      expiresOn: dateOfInstant(instantFromMs(now - 5 * dayMs)),
      place: place.dairy,
      quantity: '24',
    },
  })
  return { product, batch, lot, codes: await mint(who.dairy, batch, 24) }
}

const load = ({ product, batch, lot, codes }: Made, from: number, to: number): HandOver['loads'][number] => ({
  product,
  unit: 'H87',
  batch,
  lot,
  quantity: String(to - from),
  units: codes.slice(from, to),
})

/** The same code with other random bits: it has the form of a real one, but was never issued. */
const forgedOf = (path: string): string => {
  const serial = path.slice(-20)
  const turned = Array.from(serial, (character, i) => {
    if (i === 0 || i >= 12) return character
    return character === '7' ? '3' : '7'
  }).join('')
  return path.slice(0, -20) + turned
}

/** Seeds an empty server. Resolves to what the demo page offers. */
export const seed = async (options: SeedOptions): Promise<DemoView> => {
  const say = options.onStep ?? (() => undefined)
  const now = Date.now()
  say('注册并实名企业')
  const who = await cast(options)
  const place = await places(who)
  say('生乳入厂')
  const raw = await milk(who, place, now)
  say('加工、检验、赋码')
  const made = await yoghurt(who, place, now, raw)
  const expired = await expiredYoghurt(who, place, now, made.product)
  say('发货与收货')
  const sent = (
    supplier: Company,
    buyer: Company,
    from: string,
    to: string,
    ...loads: HandOver['loads'][number][]
  ): HandOver => ({
    supplier,
    buyer,
    from,
    to,
    loads,
    dispatchedAt: instantFromMs(Date.now()),
    temperature: '4.0',
  })
  const toDistributor = sent(who.dairy, who.distributor, place.dairy, place.distributor, load(made, 0, 60))
  await receiveGoods(toDistributor, (await dispatchGoods(toDistributor)).no)
  const toShopA = sent(who.distributor, who.shopA, place.distributor, place.shopA, load(made, 0, 12))
  await receiveGoods(toShopA, (await dispatchGoods(toShopA)).no)
  const accept = await dispatchGoods(
    sent(who.distributor, who.shopB, place.distributor, place.shopB, load(made, 12, 18)),
  )
  const refuse = await dispatchGoods(sent(who.dairy, who.shopB, place.dairy, place.shopB, load(expired, 0, 6)))
  const item = made.codes[0] ?? ''
  return {
    accounts: Object.values(who).flatMap(({ name, administrator, staff }) =>
      [administrator, ...staff].map(({ login, role }) => ({
        login,
        password: options.password,
        organisation: name,
        role,
      })),
    ),
    codes: [
      { kind: 'trade_accept', path: accept.path },
      { kind: 'trade_refuse', path: refuse.path },
      { kind: 'item', path: item },
      { kind: 'forged', path: forgedOf(item) },
    ],
  }
}
