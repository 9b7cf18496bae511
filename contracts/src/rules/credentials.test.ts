// Credentials: who may issue them, what becomes of them, and which acts are refused without one.
import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { MatchResult } from '@ectrace/shared/matching/match'
import { bulk, dispatch, received } from '../../test/dispatching.ts'
import { arg, refused } from '../../test/harness.ts'
import type { Fields, Person } from '../../test/harness.ts'
import { batchFields, organisation, tradeNumber, verify, world } from '../../test/world.ts'
import type { Organisation, World } from '../../test/world.ts'
import { mostNumbers } from './issue-credential.ts'

const type = 'food_business'
type Office = World & { office: Organisation }

/** The world with a verified office that may issue `food_business`. */
const officeWorld = async (): Promise<Office> => {
  const w = await world()
  const office = await organisation(w.chain, 'office', 'certifier')
  await verify(w.chain, w.operator, office.id)
  await grant(w, office.id, [type])
  return { ...w, office }
}
const grant = (w: World, to: string, types: string[], who: Person = w.operator.admin) =>
  w.chain.act(who, 'grantAuthority', { organisation: to, types })
const issue = (w: Office, change: Fields = {}, who: Person = w.office.inspector) =>
  w.chain.act(who, 'issueCredential', {
    subjectType: 'organisation',
    subject: w.dairy.id,
    type,
    no: 'JY-1',
    validFrom: '2025-01-01',
    validTo: '2025-12-31',
    ...change,
  })
const change = (w: Office, status: string, fields: Fields = {}, who: Person = w.office.inspector) =>
  w.chain.act(who, 'changeCredentialStatus', {
    subjectType: 'organisation',
    subject: w.dairy.id,
    type,
    no: 'JY-1',
    status,
    reason: 'violation',
    ...fields,
  })
const kept = (w: World, no = 'JY-1') => w.chain.get(keys.credential('organisation', w.dairy.id, type, no))

describe('grantAuthority', () => {
  test('says all the types that an organisation may issue; the next word replaces it, none ends it', async () => {
    const w = await officeWorld()
    const { id } = w.office
    expect(w.chain.get(keys.authority(id))).toEqual({ v: 1, organisation: id, types: [type] })
    await grant(w, id, ['organic', type])
    expect(w.chain.get(keys.authority(id))?.types).toEqual(['organic', type])
    expect(await refused(w.chain, () => grant(w, id, [type, 'organic']))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('types'),
    })
    await grant(w, id, [])
    expect(await refused(w.chain, () => issue(w))).toMatchObject({ code: 'FORBIDDEN', field: arg('type') })
  })

  test('anybody but the operator, an unknown organisation and a type named twice are refused', async () => {
    const w = await officeWorld()
    expect((await refused(w.chain, () => grant(w, w.office.id, ['organic'], w.office.admin))).code).toBe('FORBIDDEN')
    expect(await refused(w.chain, () => grant(w, deriveId('organisation', 'x'), [type]))).toMatchObject({
      code: 'NOT_FOUND',
      field: arg('organisation'),
    })
    expect(await refused(w.chain, () => grant(w, w.office.id, ['organic', 'organic']))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('types.1'),
    })
  })
})

describe('issueCredential', () => {
  test('keeps it verbatim with its issuer, and its number in the index', async () => {
    const w = await officeWorld()
    const { writes } = await issue(w, { title: 'Food business licence', document: 'ab'.repeat(32) })
    expect(kept(w)).toEqual({
      v: 1,
      subjectType: 'organisation',
      subject: w.dairy.id,
      type,
      no: 'JY-1',
      validFrom: '2025-01-01',
      validTo: '2025-12-31',
      title: 'Food business licence',
      document: 'ab'.repeat(32),
      issuer: w.office.id,
      status: 'valid',
    })
    expect(w.chain.get(keys.credentials('organisation', w.dairy.id, type))).toEqual({ v: 1, numbers: ['JY-1'] })
    expect(writes).toHaveLength(3)
  })

  test('one that replaces another ends it', async () => {
    const w = await officeWorld()
    await issue(w)
    await issue(w, { no: 'JY-2', replaces: 'JY-1', validTo: '2026-12-31' })
    expect(kept(w)).toMatchObject({ status: 'replaced', replacedBy: 'JY-2' })
    expect(kept(w, 'JY-2')).toMatchObject({ status: 'valid', replaces: 'JY-1' })
    expect(await refused(w.chain, () => issue(w, { no: 'JY-3', replaces: 'JY-1' }))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('replaces'),
    })
  })

  test.each<[string, (w: Office) => Fields, string, string]>([
    ['a number that exists', () => ({}), 'ALREADY_EXISTS', 'no'],
    ['an unknown subject', () => ({ no: 'N', subject: deriveId('organisation', 'x') }), 'NOT_FOUND', 'subject'],
    [
      'a subject of another type',
      (w) => ({ no: 'N', subjectType: 'batch', subject: w.dairy.id }),
      'NOT_FOUND',
      'subject',
    ],
    ['a type without authority', () => ({ no: 'N', type: 'organic' }), 'FORBIDDEN', 'type'],
    ['an end before its beginning', () => ({ no: 'N', validTo: '2024-12-31' }), 'VALIDATION_FAILED', 'validTo'],
    ['a day that does not exist', () => ({ no: 'N', validFrom: '2025-02-30' }), 'VALIDATION_FAILED', 'validFrom'],
    ['a number with a slash', () => ({ no: 'N/1' }), 'VALIDATION_FAILED', 'no'],
    ['a replaced one that is not there', () => ({ no: 'N', replaces: 'JY-0' }), 'NOT_FOUND', 'replaces'],
    ['one that replaces itself', () => ({ no: 'N', replaces: 'N' }), 'NOT_FOUND', 'replaces'],
    [
      'a successor that begins later than the old one ends',
      () => ({ no: 'N', replaces: 'JY-1', validFrom: '2025-12-01' }),
      'VALIDATION_FAILED',
      'validFrom',
    ],
  ])('%s is refused', async (_title, fields, code, field) => {
    const w = await officeWorld()
    await issue(w)
    expect(await refused(w.chain, () => issue(w, fields(w)))).toMatchObject({ code, field: arg(field) })
  })

  test('the same number may stand for another subject or type', async () => {
    const w = await officeWorld()
    await issue(w)
    await issue(w, { subjectType: 'batch', subject: w.batch.id })
    await issue(w, { subjectType: 'place', subject: w.dairy.place })
    await issue(w, { subjectType: 'product', subject: w.milk })
    expect(w.chain.get(keys.credentials('batch', w.batch.id, type))?.numbers).toEqual(['JY-1'])
  })

  test('an unverified issuer, a role that may not, and another issuer’s credential to replace are refused', async () => {
    const w = await officeWorld()
    expect((await refused(w.chain, () => issue(w, {}, w.office.trader))).code).toBe('FORBIDDEN')
    const trial = await organisation(w.chain, 'trial office', 'certifier')
    await grant(w, trial.id, [type])
    expect(await refused(w.chain, () => issue(w, {}, trial.inspector))).toMatchObject({
      code: 'ORGANISATION_NOT_VERIFIED',
      field: arg('type'),
    })
    await issue(w)
    await verify(w.chain, w.operator, trial.id)
    expect(await refused(w.chain, () => issue(w, { no: 'N', replaces: 'JY-1' }, trial.inspector))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('replaces'),
    })
  })

  test('a subject has at most 200 of a type', async () => {
    const w = await officeWorld()
    const numbers = Array.from({ length: mostNumbers }, (_none, i) => `N${i}`)
    w.chain.seed(keys.credentials('organisation', w.dairy.id, type), { v: 1, numbers })
    expect(await refused(w.chain, () => issue(w))).toMatchObject({
      code: 'STATE_CONFLICT',
      rule: 'credentials.at-most-200',
    })
  })
})

describe('changeCredentialStatus', () => {
  test('a suspension is lifted again; a revocation is for good', async () => {
    const w = await officeWorld()
    await issue(w)
    await change(w, 'suspended')
    expect(kept(w)).toMatchObject({ status: 'suspended', reason: 'violation' })
    await change(w, 'valid', { reason: 'restored' })
    expect(kept(w)).toMatchObject({ status: 'valid', reason: 'restored' })
    await change(w, 'revoked')
    for (const status of ['valid', 'suspended', 'revoked'])
      expect(await refused(w.chain, () => change(w, status))).toMatchObject({
        code: 'STATE_CONFLICT',
        field: arg('status'),
      })
  })

  test('only its issuer changes it; the same status, an unknown number and another role are refused', async () => {
    const w = await officeWorld()
    await issue(w)
    expect(await refused(w.chain, () => change(w, 'suspended', {}, w.dairy.admin))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('no'),
    })
    expect((await refused(w.chain, () => change(w, 'suspended', {}, w.office.trader))).code).toBe('FORBIDDEN')
    expect(await refused(w.chain, () => change(w, 'valid'))).toMatchObject({ code: 'STATE_CONFLICT' })
    expect(await refused(w.chain, () => change(w, 'revoked', { no: 'JY-9' }))).toMatchObject({
      code: 'NOT_FOUND',
      field: arg('no'),
    })
  })

  test('an issuer that lost its authority takes back, but gives nothing', async () => {
    const w = await officeWorld()
    await issue(w)
    await grant(w, w.office.id, [])
    await change(w, 'suspended')
    expect(await refused(w.chain, () => change(w, 'valid'))).toMatchObject({ code: 'FORBIDDEN', field: arg('type') })
    await change(w, 'revoked')
    expect(kept(w)?.status).toBe('revoked')
  })
})

/** An agreed trade of the ten bottles that requires the licence. */
const licensedTrade = async (w: Office, label = 'T'): Promise<string> => {
  const no = tradeNumber(label)
  await w.chain.act(w.dairy.trader, 'offerTrade', {
    no,
    supplier: w.dairy.id,
    buyer: w.shopA.id,
    lines: [{ line: 1, product: w.milk, unit: 'H87', quantity: '10' }],
    requiredCredentials: [type],
    documents: [],
  })
  await w.chain.act(w.shopA.trader, 'acceptTrade', { no })
  return no
}

describe('a trade that requires a licence', () => {
  test('is not dispatched without it: the refusal names the type', async () => {
    const w = await officeWorld()
    const no = await licensedTrade(w)
    const refusal = await refused(w.chain, () => dispatch(w, no, [bulk(w)]))
    expect(refusal.code).toBe('LICENCE_MISSING')
    expect(refusal.details.faults).toEqual([
      { field: arg('requiredCredentials'), rule: 'credential.valid', value: type },
    ])
  })

  test.each<[string, (w: Office) => Fields]>([
    ['the supplier', () => ({})],
    ['the product', (w) => ({ subjectType: 'product', subject: w.milk })],
    ['the batch', (w) => ({ subjectType: 'batch', subject: w.batch.id })],
  ])('is dispatched and received when %s holds it', async (_title, subject) => {
    const w = await officeWorld()
    const no = await licensedTrade(w)
    await issue(w, subject(w))
    await dispatch(w, no, [bulk(w)])
    await received(w, no, '10')
    expect(w.chain.get(keys.trade(no))?.state).toBe('received')
  })

  test.each<[string, Fields]>([
    ['has ended the day before', { validTo: '2025-11-21' }],
    ['begins the day after', { validFrom: '2025-11-23' }],
    ['is that of a place', { subjectType: 'place' }],
  ])('is not dispatched with one that %s', async (_title, fields) => {
    const w = await officeWorld()
    const no = await licensedTrade(w)
    const subject = fields['subjectType'] === 'place' ? { subject: w.dairy.place } : {}
    await issue(w, { ...fields, ...subject })
    expect((await refused(w.chain, () => dispatch(w, no, [bulk(w)]))).code).toBe('LICENCE_MISSING')
  })

  test('is not received while the licence is suspended or after it has ended, and is once it stands again', async () => {
    const w = await officeWorld()
    const no = await licensedTrade(w)
    await issue(w, { validTo: '2025-11-22' })
    await dispatch(w, no, [bulk(w)])
    await change(w, 'suspended')
    const missing = async (): Promise<unknown> => {
      const { code, details } = await refused(w.chain, () => received(w, no, '10'))
      expect(code).toBe('RECEIPT_REFUSED')
      return (details['result'] as MatchResult).differences
    }
    const licence = [{ code: 'licence_missing', disposition: null, field: 'requiredCredentials', expected: type }]
    expect(await missing()).toEqual(licence)
    await change(w, 'valid')
    w.chain.at('2025-11-22T16:00:00.000Z')
    expect(await missing()).toEqual(licence)
    await issue(w, { no: 'JY-2', validFrom: '2025-11-23' })
    await received(w, no, '10')
    expect(w.chain.get(keys.trade(no))?.state).toBe('received')
  })
})

describe('a product that requires a licence of its maker', () => {
  const cream = deriveId('product', 'cream')
  const withCream = async (): Promise<Office> => {
    const w = await officeWorld()
    const fields = { id: cream, name: 'cream', unit: 'LTR', requiredCredentials: [type] }
    await w.chain.act(w.dairy.trader, 'createProduct', fields)
    return w
  }
  const make = (w: World) => w.chain.act(w.dairy.trader, 'createBatch', batchFields(cream, 'K1', w.dairy.place, '5'))
  const transform = (w: World) =>
    w.chain.act(w.dairy.trader, 'transformBatch', {
      ...batchFields(cream, 'K2', w.dairy.place, '2'),
      inputBatches: [w.batch.id],
      inputs: [{ batch: w.batch.id, holding: w.batch.holding, quantity: '4' }],
    })

  test('is made only by who holds it on the day of making', async () => {
    const w = await withCream()
    for (const act of [make, transform])
      expect(await refused(w.chain, () => act(w))).toMatchObject({
        code: 'LICENCE_MISSING',
        field: arg('requiredCredentials'),
        details: { missing: [type], day: '2025-11-20' },
      })
    await issue(w, { validTo: '2025-11-19' })
    expect((await refused(w.chain, () => make(w))).code).toBe('LICENCE_MISSING')
    await issue(w, { no: 'JY-2', validFrom: '2025-11-20' })
    await make(w)
    await transform(w)
    expect(w.chain.get(keys.batch(batchId(cream, 'K2')))?.quantity).toBe('2')
  })

  test('a licence of the product itself is not one of its maker', async () => {
    const w = await withCream()
    await issue(w, { subjectType: 'product', subject: cream })
    expect((await refused(w.chain, () => make(w))).code).toBe('LICENCE_MISSING')
  })
})
