// Every situation that a shopper may meet behind a code, brought about by the people whose acts lead to it; nothing is faked.
import { randomInt } from 'node:crypto'
import { addressIn } from '@ectrace/bff/test/scan-fixture'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { organisationCodeCheckCharacter, usccCheckCharacter } from '@ectrace/shared/codes/uscc'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { blankPicture } from '../browser/film.ts'
import { demoPassword } from './demo-site.ts'
import type { DemoSite } from './demo-site.ts'

export type Situation =
  | 'verified'
  | 'forged'
  | 'unknown'
  | 'foreign'
  | 'malformed'
  | 'mistyped'
  | 'recalled'
  | 'frozen'
  | 'voided'
  | 'expired'
  | 'notActivated'
  | 'hiddenUsed'
  | 'cloneRisk'
  | 'unverified'

type Made = { batch: string; set: number; paths: string[] }

const codesOf = async (trader: Client, batch: string, count: number): Promise<Omit<Made, 'batch'>> => {
  const { set } = await trader.call(endpoints.mintCodes, { params: { id: batch }, body: { count } })
  const { items } = await trader.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
  return { set, paths: items.filter((code) => code.set === set).map(({ path }) => path) }
}

type Goods = { product: string; place: string; lot: string; producedOn: string; expiresOn?: string }

const madeBatch = async (trader: Client, goods: Goods): Promise<Made> => {
  const { batch } = await trader.call(endpoints.createBatch, { body: { ...goods, quantity: '24' } })
  return { batch, ...(await codesOf(trader, batch, 10)) }
}

const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A company that nobody has verified, and a batch of its making. */
const newcomer = async ({ origin }: DemoSite): Promise<Made> => {
  const body = `MA0${String(randomInt(10_000, 99_999))}`
  const first = `91330100${body}${organisationCodeCheckCharacter(body)}`
  const admin = createClient({ url: origin })
  const login = `new${body}.admin`.toLowerCase()
  await admin.call(endpoints.registerOrganisation, {
    body: {
      ...{
        scheme: 'uscc',
        value: first + usccCheckCharacter(first),
        name: '山谷蜂蜜合作社',
        type: 'supplier',
        named: true,
      },
      administrator: { login, password: demoPassword },
    },
  })
  await admin.login(login, demoPassword)
  const staff = { login: login.replace('admin', 'trader'), password: demoPassword, roles: ['trader' as const] }
  await admin.call(endpoints.enrolUser, { body: staff })
  const trader = createClient({ url: origin })
  await trader.login(staff.login, demoPassword)
  const { place } = await trader.call(endpoints.createPlace, { body: { name: '山谷蜂场', city: '丽水' } })
  const { product } = await trader.call(endpoints.createProduct, {
    body: { name: '百花蜂蜜', specification: '500 克/瓶', unit: 'H87' },
  })
  return madeBatch(trader, { product, place, lot: 'FM-01', producedOn: dayFromNow(-9), expiresOn: dayFromNow(500) })
}

const scan = async (
  { origin }: DemoSite,
  c: string,
  city: Parameters<typeof addressIn>[0],
  who: number,
): Promise<void> => {
  const visitor = `f${who.toString(16).padStart(32, '0')}`
  const reply = await fetch(`${origin}/api/v1/scans`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      'x-forwarded-for': addressIn(city, who),
    },
    body: JSON.stringify({ c, visitor }),
  })
  if (!reply.ok) throw new Error(await reply.text())
}

/** The hidden code of an item was scratched free and checked by somebody else. */
const useHidden = async ({ origin }: DemoSite, trader: Client, { batch, set }: Made, path: string): Promise<void> => {
  const { items } = await trader.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
  const index = items.find((code) => code.path === path)?.index ?? 0
  const body = { set, from: index, to: index }
  const file = Buffer.from(await trader.file(endpoints.issueHiddenCodes, { params: { id: batch }, body }))
  const hidden =
    file
      .toString('utf8')
      .trimEnd()
      .split(/[\r\n,]+/)
      .at(-1) ?? ''
  const visitor = `f${'7'.padStart(32, '0')}`
  const reader = createClient({ url: origin })
  await reader.call(endpoints.checkHiddenCode, { body: { c: path, hidden, visitor } })
}

/** The same path with its last digit turned. */
const mistyped = (path: string): string => path.slice(0, -1) + (path.endsWith('7') ? '8' : '7')

/** The maker's licence, with its document, issued by the laboratory, to which the operator gave the authority. */
const license = async (site: DemoSite, dairy: Client): Promise<void> => {
  const lab = await site.as('lab.admin')
  const type = 'food_production'
  const { organisation } = await lab.call(endpoints.me, {})
  const operator = await site.as('platform.admin')
  await operator.call(endpoints.grantAuthority, { body: { organisation: organisation.id, types: [type] } })
  const { digest } = await lab.addPicture(await blankPicture(), 'image/png')
  const maker = (await dairy.call(endpoints.me, {})).organisation.id
  await lab.call(endpoints.issueCredential, {
    body: {
      ...{ subjectType: 'organisation', subject: maker, type, no: 'SC10633010600123', title: '食品生产许可证' },
      ...{ validFrom: dayFromNow(-400), validTo: dayFromNow(1400), document: digest },
    },
  })
}

/** For a site with `CITY_DATABASE` and `TRUST_PROXY`. */
export const situationsOf = async (site: DemoSite): Promise<Record<Situation, string>> => {
  const dairy = await site.as('dairy.trader')
  await license(site, dairy)
  const { items } = await dairy.call(endpoints.batches, { query: {} })
  const yoghurt = items.find(({ lot }) => lot === 'YL-A0121')
  const expired = items.find(({ lot }) => lot === 'YL-A0088')
  if (yoghurt === undefined || expired === undefined) throw new Error('the demo has other batches')
  const product = yoghurt.product.id
  const made: Made = { batch: yoghurt.id, ...(await codesOf(dairy, yoghurt.id, 10)) }
  const item = (index: number): string => made.paths[index] ?? ''
  const change = (act: 'freeze' | 'void', index: number, reason: string): Promise<unknown> =>
    dairy.call(endpoints.changeCodes, {
      params: { id: made.batch },
      body: { act, set: made.set, from: index, to: index, reason, note: '' },
    })
  await change('freeze', 0, 'suspected_copy')
  await change('void', 1, 'misprinted')
  await useHidden(site, dairy, made, item(2))
  for (const [who, city] of (['杭州', '北京', '成都'] as const).entries()) await scan(site, item(3), city, who + 1)
  const later = await dairy.call(endpoints.mintCodes, {
    params: { id: made.batch },
    body: { count: 1, activation: 'later' },
  })
  const all = await dairy.call(endpoints.codes, { params: { id: made.batch }, query: { limit: 200 } })
  const { items: places } = await dairy.call(endpoints.places, { query: {} })
  const place = places[0]?.id ?? ''
  const bad = await madeBatch(dairy, {
    product,
    place,
    lot: 'YL-A0133',
    producedOn: dayFromNow(-3),
    expiresOn: dayFromNow(18),
  })
  await dairy.call(endpoints.openRecall, { body: { batches: [bad.batch], class: 1, reason: 'safety', note: '' } })
  const old = await codesOf(dairy, expired.id, 1)
  return {
    verified: site.code('item'),
    forged: site.code('forged'),
    unknown: '/s/01/06901234567892/10/NO-SUCH',
    foreign: 'https://shop.example.com/s/01/06901234567892/10/YL-A0121',
    malformed: '谢谢惠顾 再来一瓶',
    mistyped: mistyped('/s/00/123456789012345675'),
    recalled: bad.paths[0] ?? '',
    frozen: item(0),
    voided: item(1),
    expired: old.paths[0] ?? '',
    notActivated: all.items.find((code) => code.set === later.set)?.path ?? '',
    hiddenUsed: item(2),
    cloneRisk: item(3),
    unverified: (await newcomer(site)).paths[0] ?? '',
  }
}
