// What a consumer's scan means over HTTP: counted by the page alone, told apart by person, judged, told to the brand once.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { organisationCodeCheckCharacter, usccCheckCharacter } from '@ectrace/shared/codes/uscc'
import { registerCompany } from '@ectrace/demo/company'
import type { Client } from '@ectrace/sdk/client'
import { openScanLog } from '../src/scanning/scan-log.ts'
import type { NewScan } from '../src/scanning/scan-log.ts'
import { verifyScans } from '../src/scanning/verify-scans.ts'
import { codeOf, errorOf } from './door-fixture.ts'
import { loggedIn, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { addressIn, cautionsOf, cityFile, postScan, scanned } from './scan-fixture.ts'
import type { PlaceName } from './scan-fixture.ts'

const minute = 60_000
const hour = 60 * minute

let demo: Demo
let codes: string[]
let batch: string
let next = 0

/** Another item each time. */
const item = (): string => codes[next++] ?? ''
/** Logged in anew: time passes quickly here, and sessions end. */
const as = (login: string): Promise<Client> => loggedIn(demo.door, login)
const later = (milliseconds: number): void => demo.door.shift(milliseconds)

beforeAll(async () => {
  demo = await openDemo({ CITY_DATABASE: cityFile(), TRUST_PROXY: 'on' })
  const dairy = await as('dairy.trader')
  const { items } = await dairy.call(endpoints.batches, { query: {} })
  batch = items.find(({ lot }) => lot === 'YL-A0121')?.id ?? ''
  await dairy.call(endpoints.mintCodes, { params: { id: batch }, body: { count: 60 } })
  const found = await dairy.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
  codes = found.items.map(({ path }) => path).filter((path) => path !== demo.code('item'))
}, 60_000)
afterAll(() => demo.end())

describe('who counts', () => {
  test('reading a trace counts nothing, the page that posts does', async () => {
    const code = item()
    await demo.door.get(`trace?c=${encodeURIComponent(code)}`)
    await demo.door.get(code, { accept: 'text/html' })
    const view = await scanned(demo, code, { who: 1, from: addressIn('杭州') })
    expect(view).toMatchObject({
      ...{
        counted: true,
        scans: 1,
        people: 1,
        unknown: 0,
        city: '杭州',
        placeRules: 'on',
        findings: [],
        hidden: 'none',
      },
      yours: { times: 0 },
      first: { city: '杭州', byYou: true },
    })
  })

  test('signed-in staff are answered and leave no trace', async () => {
    const code = item()
    const token = (await demo.door.post('sessions', { login: 'dairy.trader', password: 'demo-password' })).json as {
      token: string
    }
    const headers = { authorization: `Bearer ${token.token}` }
    expect(await scanned(demo, code, { who: 1, headers })).toMatchObject({ counted: false, scans: 0 })
    await scanned(demo, code, { who: 2 })
    expect(await scanned(demo, code, { who: 1, headers })).toMatchObject({ counted: false, scans: 1, people: 1 })
  })

  test('a page loaded again within a minute is the same scan, later it is another one', async () => {
    const code = item()
    await scanned(demo, code, { who: 1 })
    later(40_000)
    expect(await scanned(demo, code, { who: 1 })).toMatchObject({ scans: 1, yours: { times: 0 } })
    later(40_000)
    const view = await scanned(demo, code, { who: 1 })
    expect(view).toMatchObject({ scans: 2, people: 1, yours: { times: 1 } })
    expect(view.findings).toEqual([{ code: 'you_scanned_before', level: 'note', times: 1, lastAt: view.yours.lastAt }])
  })

  test('a repeat of the request is the same scan even of nobody knows whom; another code under its key is refused', async () => {
    const code = item()
    const key = 'page-1'
    await scanned(demo, code, { key })
    later(2 * hour)
    expect(await scanned(demo, code, { key })).toMatchObject({ scans: 1, unknown: 1 })
    expect(codeOf(await postScan(demo, item(), { key }))).toBe('IDEMPOTENCY_MISMATCH')
  })

  test('people are told apart at one code, unknown ones are not made into people, and the first scan stays the first', async () => {
    const code = item()
    const first = await scanned(demo, code, { who: 1, from: addressIn('成都') })
    later(hour)
    await scanned(demo, code, { who: 2, from: addressIn('成都') })
    later(hour)
    await scanned(demo, code, { from: addressIn('成都') })
    later(hour)
    const view = await scanned(demo, code, { who: 2, from: addressIn('成都') })
    expect(view).toMatchObject({ scans: 4, people: 2, unknown: 1, yours: { times: 1 } })
    expect(view.first).toEqual({ at: first.first?.at, city: '成都', byYou: false })
    expect(view.findings[0]).toEqual({
      ...{ code: 'others_scanned', level: 'note', people: 1, unknown: 1, firstAt: first.first?.at },
    })
  })

  test('the code of a batch is answered and not counted', async () => {
    const { path } = await (await as('dairy.trader')).call(endpoints.batch, { params: { id: batch } })
    expect(await scanned(demo, path, { who: 1 })).toMatchObject({ counted: false, scans: 0, findings: [] })
  })

  test('a hundred at once are all counted, densely and each once', async () => {
    const code = item()
    const { vault, channel } = demo.door.deps
    const before = await vault
      .selectFrom('scan')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .executeTakeFirst()
    await Promise.all(Array.from({ length: 100 }, (_none, i) => scanned(demo, i % 2 === 0 ? code : item(), { who: i })))
    const rows = await vault
      .selectFrom('scan')
      .select('position')
      .where('channel', '=', channel)
      .orderBy('position')
      .execute()
    expect(rows.map(({ position }) => position)).toEqual(rows.map((_row, i) => i))
    expect(rows.length).toBe((before?.n ?? 0) + 100)
  })

  test('two processes that write one log leave neither a gap nor a fork', async () => {
    const { deps } = demo.door
    const other = openScanLog(deps)
    const subject = { path: item(), batch, organisation: 'O'.padEnd(20, 'A'), product: '酸奶', lot: 'YL-A0121' }
    const one = (i: number): NewScan => ({
      ...{ ...subject, person: `person-${String(i)}`, place: undefined, by: 'h5', request: `two-${String(i)}` },
    })
    const before = await verifyScans(deps.vault, deps.channel, [])
    const all = Array.from({ length: 60 }, (_none, i) => (i % 2 === 0 ? other : deps.scanLog).count(one(i)))
    await Promise.all([...all, other.count(one(3)), deps.scanLog.count(one(3))])
    const after = await verifyScans(deps.vault, deps.channel, [])
    expect(after.scans - before.scans).toBe(60)
  })
})

describe('what is kept', () => {
  test('neither addresses nor what the phone brought: a city, ten kilometres, and a person of this code alone', async () => {
    const [one, two] = [item(), item()]
    await scanned(demo, one, { who: 7, from: '10.1.77.99' })
    await scanned(demo, two, { who: 7, from: '10.1.77.99' })
    const rows = await demo.door.deps.vault.selectFrom('scan').selectAll().where('path', 'in', [one, two]).execute()
    const [first, second] = rows
    expect(first).toMatchObject({ city: '杭州', latitude: '30.3', longitude: '120.2' })
    expect(first?.person).not.toBe(second?.person)
    expect(JSON.stringify(rows)).not.toContain('10.1.77.99')
    expect(JSON.stringify(rows)).not.toContain('000000007')
    expect(demo.door.logged()).not.toContain('10.1.77.99')
  })
})

describe('a copied code', () => {
  const path: PlaceName[] = ['杭州', '北京', '成都']
  let code: string
  let view: ScanView

  beforeAll(async () => {
    code = item()
    for (const [i, place] of path.entries()) {
      later(30 * minute)
      view = await scanned(demo, code, { who: 10 + i, from: addressIn(place) })
    }
  })

  test('is said in cities and minutes', () => {
    expect(cautionsOf(view)).toEqual(['impossible_travel', 'many_cities'])
    expect(view.findings[1]).toMatchObject({ cities: path, minutes: 60 })
  })

  test('is told to the brand once for each finding, as an alert and as a notice', async () => {
    later(30 * minute)
    await scanned(demo, code, { who: 20, from: addressIn('广州') })
    const alerts = await (await as('dairy.trader')).call(endpoints.scanAlerts, { query: { open: 'true' } })
    const about = alerts.items.filter((one) => one.path === code)
    expect(about.map(({ finding }) => finding.code).sort()).toEqual(['impossible_travel', 'many_cities'])
    expect(about[0]).toMatchObject({ batch, lot: 'YL-A0121', productName: '云岭原味酸奶' })
    const notices = await demo.door.deps.vault.selectFrom('notice').selectAll().where('subject', '=', code).execute()
    expect(notices.map(({ kind, roles }) => [kind, roles])).toEqual([
      ['scan_alert', '["trader","administrator"]'],
      ['scan_alert', '["trader","administrator"]'],
    ])
  })

  test('is not shown any more once the brand says that it is harmless', async () => {
    const dairy = await as('dairy.trader')
    const { items } = await dairy.call(endpoints.scanAlerts, { query: { open: 'true' } })
    for (const { id } of items.filter((one) => one.path === code)) {
      const params = { id: String(id) }
      const body = { outcome: 'harmless' as const, note: '展会样品' }
      await dairy.call(endpoints.closeScanAlert, { params, body })
      await dairy.call(endpoints.closeScanAlert, { params, body })
      const other = dairy.call(endpoints.closeScanAlert, { params, body: { outcome: 'copied' } })
      expect((await refusal(other)).code).toBe('STATE_CONFLICT')
    }
    later(hour)
    expect(cautionsOf(await scanned(demo, code, { who: 21, from: addressIn('杭州') }))).toEqual([])
    const { items: closed } = await (await as('dairy.trader')).call(endpoints.scanAlerts, { query: { open: 'false' } })
    expect(closed.filter((one) => one.path === code).map(({ outcome }) => outcome)).toEqual(['harmless', 'harmless'])
  })

  test('is somebody else’s to close for nobody', async () => {
    const { items } = await (await as('dairy.trader')).call(endpoints.scanAlerts, { query: {} })
    const params = { id: String(items[0]?.id ?? 0) }
    const shop = await as('linli.trader')
    expect((await refusal(shop.call(endpoints.closeScanAlert, { params, body: { outcome: 'copied' } }))).code).toBe(
      'NOT_FOUND',
    )
  })
})

describe('the rules of a brand', () => {
  test('are the defaults until it sets its own, which hold from the next scan', async () => {
    const admin = await as('dairy.admin')
    const defaults = await admin.call(endpoints.scanRules, {})
    expect(defaults).toMatchObject({ people: 10, cities: 3, burst: 20 })
    const code = item()
    for (const who of [1, 2]) await scanned(demo, code, { who })
    await admin.call(endpoints.setScanRules, { body: { ...defaults, people: 2 } })
    const view = await scanned(demo, code, { who: 3 })
    expect(view.findings[0]).toEqual({ code: 'many_people', level: 'caution', people: 3, days: 30 })
    const farm = await as('farm.trader')
    expect((await farm.call(endpoints.scanRules, {})).people).toBe(10)
    await admin.call(endpoints.setScanRules, { body: {} })
  })
  test('are set by an administrator or a trader, within bounds', async () => {
    const warehouse = await as('dairy.warehouse')
    expect((await refusal(warehouse.call(endpoints.setScanRules, { body: {} }))).code).toBe('FORBIDDEN')
    const admin = await as('dairy.admin')
    const error = await refusal(admin.call(endpoints.setScanRules, { body: { people: 1 } }))
    expect([error.code, error.details.faults?.[0]?.field]).toEqual(['VALIDATION_FAILED', 'people'])
  })
})

describe('who reads the log', () => {
  test('the brand its own, page by page and by code', async () => {
    const code = item()
    await scanned(demo, code, { who: 1, from: addressIn('北京') })
    later(hour)
    await scanned(demo, code, { from: addressIn('成都') })
    const dairy = await as('dairy.trader')
    const found = await dairy.call(endpoints.scans, { query: { c: code } })
    expect(found.items.map(({ city, first, by }) => [city, first, by])).toEqual([
      ['成都', false, 'h5'],
      ['北京', true, 'h5'],
    ])
    expect(found.items.map(({ person }) => person === undefined)).toEqual([true, false])
    const seen: number[] = []
    for (let after: string | undefined; ;) {
      const page = await dairy.call(endpoints.scans, {
        query: { batch, limit: 40, ...(after === undefined ? {} : { after }) },
      })
      seen.push(...page.items.map(({ n }) => n))
      after = page.next
      if (after === undefined) {
        expect([seen.length, new Set(seen).size]).toEqual([page.total, page.total])
        break
      }
    }
  })
  test('another company sees nothing of it', async () => {
    const shop = await as('linli.trader')
    expect((await shop.call(endpoints.scans, { query: {} })).items).toEqual([])
    expect((await shop.call(endpoints.scanAlerts, { query: {} })).items).toEqual([])
  })
  test('a regulator sees all, and that he looked is written down', async () => {
    const first17 = `91330100MA0DEM09${organisationCodeCheckCharacter('MA0DEM09')}`
    const uscc = first17 + usccCheckCharacter(first17)
    const plan = {
      short: 'market',
      name: '市场监管局',
      type: 'regulator' as const,
      uscc,
      roles: [],
    }
    const regulator = await registerCompany(demo.door.url, plan, 'demo-password')
    const { client } = regulator.administrator
    expect((await client.call(endpoints.scans, { query: { batch } })).total).toBeGreaterThan(100)
    expect((await client.call(endpoints.scanAlerts, { query: {} })).total).toBeGreaterThan(1)
    const looks = await demo.door.deps.vault
      .selectFrom('audit')
      .select(['action', 'target'])
      .where('organisation', '=', regulator.id)
      .where('action', 'in', ['scans.read', 'scan-alerts.read'])
      .orderBy('id')
      .execute()
    expect(looks).toEqual([
      { action: 'scans.read', target: batch },
      { action: 'scan-alerts.read', target: null },
    ])
  })
})

describe('what is no scan', () => {
  const bodies: [string, () => unknown, string][] = [
    ['no code', () => ({}), 'VALIDATION_FAILED'],
    ['a visitor of another form', () => ({ c: item(), visitor: 'me' }), 'VALIDATION_FAILED'],
    ['more than is asked', () => ({ c: item(), city: '北京' }), 'VALIDATION_FAILED'],
    ['a forged code', () => ({ c: demo.code('forged') }), 'CODE_FORGED'],
    ['a code of nothing', () => ({ c: '/s/01/06901234567892/10/NOPE' }), 'CODE_UNKNOWN'],
    ['another host', () => ({ c: `https://evil.example${codes[0] ?? ''}` }), 'CODE_FOREIGN_HOST'],
    ['text that is none', () => '{"c":', 'INVALID_JSON'],
  ]
  test.each(bodies)('%s is refused with its code, and nothing is counted', async (_name, body, code) => {
    const { vault } = demo.door.deps
    const count = () =>
      vault
        .selectFrom('scan')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .executeTakeFirst()
    const before = await count()
    expect(codeOf(await demo.door.post('scans', body()))).toBe(code)
    expect(await count()).toEqual(before)
  })
  test('a request without a key is refused', async () => {
    const reply = await fetch(`${demo.door.url}/api/v1/scans`, { method: 'POST', body: '{}' })
    expect(((await reply.json()) as { error: { code: string } }).error.code).toBe('IDEMPOTENCY_KEY_REQUIRED')
  })
  test('a bad cursor is named', async () => {
    const error = await refusal((await as('dairy.trader')).call(endpoints.scans, { query: { after: 'x' } }))
    expect([error.code, error.details.faults?.[0]?.field]).toEqual(['VALIDATION_FAILED', 'after'])
  })
})

describe('without a city database, and with the limits of everyday', () => {
  let plain: Demo
  beforeAll(async () => {
    plain = await openDemo({ RATE_FACTOR: '1', TRUST_PROXY: 'on' })
  }, 60_000)
  afterAll(() => plain.end())

  test('the page is told that rules about places are off', async () => {
    const view = await scanned(plain, plain.code('item'), { who: 1, from: addressIn('杭州') })
    expect(view).toMatchObject({ placeRules: 'off', counted: true })
    expect(view.city).toBeUndefined()
  })
  test('one address cannot make a crowd: what goes beyond ten scans of a code is answered and not counted', async () => {
    const code = plain.code('item')
    const views: ScanView[] = []
    for (let who = 2; who <= 20; who++) views.push(await scanned(plain, code, { who, from: addressIn('北京') }))
    expect(views.filter(({ counted }) => counted).length).toBe(10)
    expect(cautionsOf(views.at(-1) ?? ({ findings: [] } as never))).toEqual(['many_people'])
    expect(await scanned(plain, code, { who: 21, from: addressIn('广州') })).toMatchObject({ counted: true })
  })
  test('an unreadable one stops the start', async () => {
    const error = await refusal(openDemo({ CITY_DATABASE: '/nowhere/cities.mmdb' }))
    expect(errorOf({ json: { error } } as never).details).toMatchObject({ faults: [{ field: 'CITY_DATABASE' }] })
  })
})
