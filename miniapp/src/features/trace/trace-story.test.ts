import { describe, expect, test } from '@jest/globals'
import type { TraceView } from '@ectrace/shared/api/views'
import { withPictureFaults } from './picture-fault'
import { fieldDifference } from './field-difference'
import { parseTraceView } from './parse-trace-view'
import { makeTrace } from './trace-fixture'
import { tellStory } from './trace-story'
import { verifyTrace } from './verify-trace'

const evidence = ['ab'.repeat(32)]
const { view, records, plant } = makeTrace({ evidence, picture: 'cd'.repeat(32) })
const story = tellStory(view)
const station = (id: string, of = story) => of.stations.find(({ record }) => record === id)!

test('a story begins with the product, its batch, its maker and where it was made', () => {
  expect(story.product).toEqual({
    record: records.carton,
    name: '清源纯牛奶',
    specification: '250 ml × 12 盒',
    gtin: '06901234567892',
    picture: 'cd'.repeat(32),
  })
  expect(story.batch).toMatchObject({ lot: 'A1107', producedOn: '2026-11-07', expiresOn: '2027-05-07' })
  expect(story.batch.where).toEqual({ name: '清源第二工厂', city: '河北石家庄' })
  expect(story.maker).toEqual({ name: '清源乳业有限公司', level: 'verified', thirdParty: false, custody: 'own' })
})

describe('stations', () => {
  test('stand in the order of time, whatever the reply has', () => {
    const shuffled: TraceView = { ...view, timeline: [...view.timeline].reverse() }
    const order = [records.raw, records.made, records.minted, records.inspected, records.transported]
    expect(tellStory(shuffled).stations.map(({ record }) => record)).toEqual([
      ...order,
      records.dispatched,
      records.received,
    ])
  })

  test('say who speaks: a third party only where an inspection body signed that is not the maker', () => {
    expect(station(records.inspected)).toMatchObject({
      step: 'inspecting',
      result: 'pass',
      reportNo: 'QJ-2026-1108',
      speaker: { name: '省食品检验研究院', thirdParty: true, custody: 'own' },
      evidence: [{ digest: evidence[0], title: '检验报告 第 1 页' }],
    })
    expect(station(records.transported)).toMatchObject({ temperature: '4.5', speaker: { thirdParty: false } })
  })

  test('name nobody who did not agree to it', () => {
    expect(station(records.received).speaker).toEqual({ level: 'verified', thirdParty: false, custody: 'hosted' })
    expect(station(records.received).where).toEqual({ city: '北京海淀' })
  })

  test('say what is material, and of which lots', () => {
    expect(station(records.raw)).toMatchObject({ material: true, goods: [{ name: '生鲜乳', lot: 'RAW-1106' }] })
    expect(station(records.made)).toMatchObject({ material: false, goods: [{ name: '生鲜乳', lot: 'RAW-1106' }] })
    expect(station(records.dispatched)).toMatchObject({ material: false, goods: [] })
  })

  test('say where only the batch is known', () => {
    expect(station(records.dispatched)).not.toHaveProperty('scope')
    const bulk = makeTrace({ units: false })
    const told = tellStory(bulk.view)
    expect(station(bulk.records.dispatched, told).scope).toBe('flow')
    expect(station(bulk.records.transported, told).scope).toBe('flow')
    expect(station(bulk.records.inspected, told).scope).toBe('whole')
    expect(station(bulk.records.raw, told)).not.toHaveProperty('scope')
  })

  test('of a batch code need no such word', () => {
    const batch = makeTrace({}, 'batch')
    expect(tellStory(batch.view).stations.every((each) => each.scope === undefined)).toBe(true)
  })
})

test('an organisation that is not verified is shown so wherever it speaks', () => {
  const trial = makeTrace({ plant: 'trial' })
  const told = tellStory(trial.view)
  expect(told.maker?.level).toBe('trial')
  expect(station(trial.records.transported, told).speaker.level).toBe('trial')
  expect(trial.plant).toBe(plant)
})

test('values of the wrong type are left out and never stop the painting', () => {
  const { made } = records
  const painted = structuredClone(view)
  for (const field of Object.keys(painted.records[made]!.fields))
    painted.records[made]!.fields[field]!.value = { constructor: ['__proto__'] }
  painted.records[records.dispatched]!.fields['units']!.value = [null, 1, { batch: 'toString' }]
  painted.records[records.raw]!.fields['place']!.value = 'constructor'
  const told = tellStory(parseTraceView(painted))
  expect(told.batch).toEqual({ record: made, where: {} })
  expect(told.stations).toHaveLength(7)
})

describe('a field that differs', () => {
  const { made } = records
  const record = view.records[made]!
  const { salt } = record.fields['expiresOn']!
  const painted = { ...record, fields: { ...record.fields, expiresOn: { salt, value: '2029-01-01' } } }
  const blamed = (original: string) => ({
    ...painted,
    tampered: [{ table: 'batch', column: 'expires_on', field: 'expiresOn', original }],
  })
  test('shows both values, and whether this device could confirm the original', () => {
    const both = { field: 'expiresOn', painted: '2029-01-01' }
    expect(fieldDifference(blamed('2027-05-07'), 'expiresOn')).toEqual({
      ...both,
      original: '2027-05-07',
      proven: true,
    })
    expect(fieldDifference(blamed('2031-01-01'), 'expiresOn')).toEqual({
      ...both,
      original: '2031-01-01',
      proven: false,
    })
  })
  test('shows what is painted where the original is not public, and nothing where it is hidden', () => {
    expect(fieldDifference(painted, 'expiresOn')).toEqual({ field: 'expiresOn', painted: '2029-01-01', proven: false })
    expect(fieldDifference(painted, 'quantity')).toEqual({ field: 'quantity', proven: false })
    expect(fieldDifference(undefined, 'quantity')).toEqual({ field: 'quantity', proven: false })
  })
})

describe('a picture with other bytes than its digest says', () => {
  const check = verifyTrace(view, { verifierKey: undefined, asked: view.code.path, now: 0 })
  test('turns the page red and blames its record', () => {
    const blamed = withPictureFaults({ ...check, verdict: 'verified', also: [] }, [records.carton])
    expect(blamed).toMatchObject({ verdict: 'tampered', also: [] })
    expect(blamed.records[records.carton]).toMatchObject({ state: 'failed', code: 'FIELD_DIGEST_MISMATCH' })
  })
  test('does not soften what is worse', () => {
    const blamed = withPictureFaults({ ...check, verdict: 'recalled', also: ['expired'] }, [records.carton])
    expect([blamed.verdict, ...blamed.also]).toEqual(['recalled', 'tampered', 'expired'])
  })
  test('is none when all pictures are right', () => {
    expect(withPictureFaults(check, [])).toBe(check)
  })
})
