// An organisation that lets its warehouse count blind: nothing that its warehouse staff can read says how much is expected.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { verifyManifest } from '@ectrace/shared/proof/manifest'
import type { Client } from '@ectrace/sdk/client'
import { dispatchToShop, personOf } from './counting-fixture.ts'
import type { Person } from './counting-fixture.ts'
import { exactCount, firstPlaceOf, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let anna: Person
let trader: Client
let place: string

beforeAll(async () => {
  demo = await openDemo()
  anna = await personOf(await demo.as('baiwei.warehouse'))
  trader = await demo.as('baiwei.trader')
  place = await firstPlaceOf(anna.client)
}, 60_000)
afterAll(() => demo.end())

/** As it is on chain now, whoever wrote there last. */
const tradeOf = async (client: Client, no: string): Promise<TradeView> => {
  const { ledger, projection } = demo.door.deps
  await projection.waitFor((await ledger.log()).height, 5_000)
  return client.call(endpoints.trade, { params: { no } })
}

describe('a blind count', () => {
  let no: string
  const setBlind = async (blindCount: boolean) =>
    (await demo.as('baiwei.admin')).call(endpoints.setOrganisationSettings, { body: { blindCount } })
  beforeAll(async () => {
    no = await dispatchToShop(demo, ['3', '2'])
    expect(await setBlind(true)).toEqual({ blindCount: true, graceHours: 72 })
  })
  afterAll(() => setBlind(false))

  test('is set by an administrator, is everybody’s to read, and stands in the audit', async () => {
    for (const { client } of [anna, { client: trader }])
      expect(
        (await refusal(client.call(endpoints.setOrganisationSettings, { body: { blindCount: false } }))).code,
      ).toBe('FORBIDDEN')
    expect(await anna.client.call(endpoints.organisationSettings, {})).toEqual({ blindCount: true, graceHours: 72 })
    const rows = await demo.door.deps.vault
      .selectFrom('audit')
      .select('details')
      .where('action', '=', 'organisation.settings')
      .execute()
    expect(rows.map(({ details }) => JSON.parse(details ?? '') as unknown)).toEqual([
      { before: { blindCount: false, graceHours: 72 }, after: { blindCount: true, graceHours: 72 } },
    ])
    const other = await (await demo.as('linli.warehouse')).call(endpoints.organisationSettings, {})
    expect(other.blindCount).toBe(false)
  })

  test('shows warehouse staff products and lots, and no quantity anywhere', async () => {
    const { expectation, blind, lines } = await tradeOf(anna.client, no)
    expect(expectation).toBeUndefined()
    expect(blind?.lines.map((line) => Object.keys(line).sort())).toEqual(
      Array(2).fill(['batch', 'expiry', 'line', 'lot', 'product', 'unit']),
    )
    expect(lines.map((line) => 'quantity' in line)).toEqual([false, false])
    const listed = await anna.client.call(endpoints.trades, { query: {} })
    expect(listed.items.flatMap((one) => one.lines).some((line) => 'quantity' in line)).toBe(false)
    const manifest = await anna.client.call(endpoints.manifest, { params: { no } })
    expect([manifest.blind, manifest.expectation]).toEqual([true, blind])
    const { verifierKey } = await anna.client.call(endpoints.log, {})
    expect(
      verifyManifest(manifest.note, { verifierKey, expectation: manifest.expectation, at: Date.now() }).trade,
    ).toBe(no)
  })

  test('discloses no record that says how much was offered or sent', async () => {
    const { dispatch } = await tradeOf(anna.client, no)
    const fieldsFor = async (client: Client): Promise<string[]> => {
      const file = await client.call(endpoints.proof, { params: { id: dispatch?.transaction ?? '' }, query: {} })
      return Object.keys(file.fields)
    }
    expect(await fieldsFor(anna.client)).not.toContain('lines')
    expect(await fieldsFor(trader)).toContain('lines')
  })

  test('tells only which lines differ, and neither how much nor in which direction', async () => {
    const rows = exactCount(await tradeOf(trader, no))
    const [first, second] = rows
    if (first === undefined || second === undefined) throw new Error('two lines were sent')
    const match = (accepted: string) =>
      anna.client.call(endpoints.matchTrade, {
        params: { no },
        body: { kind: 'final', lines: [{ ...first, accepted }, second] },
      })
    const [less, more] = [await match('2'), await match('4')]
    const differences = [{ code: 'count_mismatch', disposition: 'mismatch_quantity', line: 1, field: 'quantity' }]
    expect(less).toEqual({ agreed: false, kind: 'final', complete: false, lines: [], differences })
    expect(more).toEqual(less)
    expect((await match('3')).agreed).toBe(true)
    const body = { kind: 'final' as const, place, lines: [{ ...first, accepted: '2' }, second] }
    const error = await refusal(anna.client.call(endpoints.confirmReceipt, { params: { no }, body }))
    expect(error.details['result']).toEqual(less)
    expect(JSON.stringify(error.details)).not.toMatch(/"(due|expected|missing)"/)
    expect((await tradeOf(anna.client, no)).attempts.map((one) => one.differences)).toEqual([differences])
    expect((await tradeOf(trader, no)).attempts[0]?.differences).toMatchObject([
      { code: 'short', expected: '3', actual: '2' },
    ])
  })

  test('is received like any other when it agrees, and conflicts without telling', async () => {
    const rows = exactCount(await tradeOf(trader, no))
    const basis = { state: 'agreed' as const, lines: [{ line: 1 }, { line: 2 }] }
    const body = { kind: 'final' as const, place, lines: rows }
    const params = { no }
    const error = await refusal(anna.client.call(endpoints.confirmReceipt, { params, body: { ...body, basis } }))
    expect(error.details['now']).toEqual({ state: 'dispatched', lines: [{ line: 1 }, { line: 2 }] })
    const receipt = await anna.client.call(endpoints.confirmReceipt, {
      params,
      body: { ...body, basis: { ...basis, state: 'dispatched' } },
    })
    expect(receipt.state).toBe('committed')
    expect(JSON.stringify(receipt)).not.toMatch(/"due"/)
  })
})

test('the hours that an organisation grants for an answer are those of its notes, which who counts blind does not read', async () => {
  const admin = await demo.as('baiwei.admin')
  await admin.call(endpoints.setOrganisationSettings, { body: { graceHours: 5 } })
  const no = await dispatchToShop(demo, ['2'])
  const lines = exactCount(await tradeOf(trader, no)).map((row) => ({ ...row, accepted: '1', missing: '1' }))
  const said = { reason: 'quantity' as const, party: 'supplier' as const, missing: 'lost' as const }
  const body = { kind: 'final' as const, lines, place, ...said }
  const { answerBy } = await trader.call(endpoints.raiseDiscrepancy, { params: { no }, body })
  const hours = (Date.parse(answerBy) - Date.now()) / 3_600_000
  expect(hours).toBeGreaterThan(4.9)
  expect(hours).toBeLessThanOrEqual(5)
  await admin.call(endpoints.setOrganisationSettings, { body: { blindCount: true } })
  for (const asked of [
    () => anna.client.call(endpoints.tradeDiscrepancies, { params: { no }, query: {} }),
    () => anna.client.call(endpoints.deliveryNote, { params: { no }, query: {} }),
  ])
    expect(await refusal(asked())).toMatchObject({ code: 'FORBIDDEN', details: { faults: [{ rule: 'count.blind' }] } })
})
