import { expect, test } from '@jest/globals'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, hash, refused } from '../../test/harness.ts'
import type { Fields, Person } from '../../test/harness.ts'
import { organisation, verify, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

const id = deriveId('event', 'e')
const record = (w: World, who: Person, change: Fields = {}) =>
  w.chain.act(who, 'recordEvent', {
    id,
    bizStep: 'storing',
    batches: [w.batch.id],
    place: w.dairy.place,
    eventTime: '2025-11-21T08:00:00+08:00',
    evidence: [],
    note: 'cold',
    ...change,
  })

test('keeps the event verbatim, the note only as its digest', async () => {
  const w = await world()
  const evidence = [{ digest: hash('picture'), type: 'image/jpeg', title: 'Cold store' }]
  await record(w, w.dairy.warehouse, { temperature: '-4.5', evidence })
  const event = w.chain.get(keys.event(id))
  expect(event).toEqual({
    v: 1,
    id,
    organisation: w.dairy.id,
    bizStep: 'storing',
    batches: [w.batch.id],
    place: w.dairy.place,
    eventTime: '2025-11-21T08:00:00+08:00',
    temperature: '-4.5',
    evidence,
    note: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  expect(JSON.stringify(w.chain.values())).not.toContain('"cold"')
})

test('an inspection is signed by an inspector of a verified inspection body', async () => {
  const w = await world()
  const lab = await organisation(w.chain, 'lab', 'inspector')
  const inspection = { bizStep: 'inspecting', result: 'pass', reportNo: 'R-1' }
  expect(await refused(w.chain, () => record(w, w.dairy.inspector, inspection))).toMatchObject({
    code: 'FORBIDDEN',
    field: arg('bizStep'),
  })
  expect(await refused(w.chain, () => record(w, w.dairy.trader, inspection))).toMatchObject({ code: 'FORBIDDEN' })
  expect(await refused(w.chain, () => record(w, lab.trader, inspection))).toMatchObject({ code: 'FORBIDDEN' })
  expect(await refused(w.chain, () => record(w, lab.inspector, inspection))).toMatchObject({
    code: 'ORGANISATION_NOT_VERIFIED',
  })
  await verify(w.chain, w.operator, lab.id)
  await record(w, lab.inspector, inspection)
  expect(w.chain.get(keys.event(id))).toMatchObject({ organisation: lab.id, result: 'pass' })
})

test('of another’s batch a verified organisation may speak, one that is not verified may not', async () => {
  const w = await world()
  const carrier = await organisation(w.chain, 'carrier', 'distributor')
  const refusal = await refused(w.chain, () => record(w, carrier.trader, { bizStep: 'transporting' }))
  expect(refusal).toMatchObject({ code: 'ORGANISATION_NOT_VERIFIED', field: arg('batches.0') })
  await record(w, w.shopA.warehouse)
  expect(w.chain.get(keys.event(id))?.organisation).toBe(w.shopA.id)
})

test.each<[string, (w: World) => Fields, string, string]>([
  ['an unknown batch', () => ({ batches: [batchId('x', 'y')] }), 'NOT_FOUND', 'batches.0'],
  ['a batch twice', (w) => ({ batches: [w.batch.id, w.batch.id] }), 'VALIDATION_FAILED', 'batches.1'],
  ['an unknown place', () => ({ place: deriveId('place', 'x') }), 'NOT_FOUND', 'place'],
  ['a time without an offset', () => ({ eventTime: '2025-11-21T08:00:00' }), 'VALIDATION_FAILED', 'eventTime'],
  [
    'a time more than five minutes ahead',
    () => ({ eventTime: '2025-11-22T10:05:01+08:00' }),
    'VALIDATION_FAILED',
    'eventTime',
  ],
  ['a word that is not of the vocabulary', () => ({ bizStep: 'milking' }), 'VALIDATION_FAILED', 'bizStep'],
])('%s is refused', async (_title, change, code, field) => {
  const w = await world()
  expect(await refused(w.chain, () => record(w, w.dairy.trader, change(w)))).toMatchObject({ code, field: arg(field) })
})

test('a time five minutes ahead is a clock, the same id twice is not', async () => {
  const w = await world()
  await record(w, w.dairy.trader, { eventTime: '2025-11-22T10:05:00+08:00' })
  expect(await refused(w.chain, () => record(w, w.dairy.trader))).toMatchObject({
    code: 'ALREADY_EXISTS',
    field: arg('id'),
  })
})

test('an administrator alone records nothing', async () => {
  const w = await world()
  expect(await refused(w.chain, () => record(w, w.dairy.admin))).toMatchObject({ code: 'FORBIDDEN' })
})
