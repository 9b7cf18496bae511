import { describe, expect, test } from '@jest/globals'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { canonical } from '@ectrace/shared/proof/canonical'
import { transactionId } from '@ectrace/shared/proof/envelope'
import { arg, hash, memoryChain, person, refused, signEnvelope } from '../test/harness.ts'
import type { Fields, Person, Signed } from '../test/harness.ts'
import { organisation, registration } from '../test/world.ts'

const place = (label: string): { name: 'createPlace'; fields: Fields } => ({
  name: 'createPlace',
  fields: { id: deriveId('place', label), name: label, city: 'Beijing' },
})

const farm = async () => {
  const chain = memoryChain()
  return { chain, farm: await organisation(chain, 'farm', 'supplier') }
}

/** The same envelope with something changed and signed again, so that only the rule under test can object. */
const resigned = (who: Person, signed: Signed, change: (signed: Signed) => unknown): Signed => {
  const copy = JSON.parse(canonical(signed)) as Signed
  change(copy)
  return { ...copy, signature: signEnvelope(who, copy.envelope) }
}

describe('structure', () => {
  test.each([
    ['name', 'createPlaces', 'operations.0.name', 'transaction.known'],
    ['name', 'constructor', 'operations.0.name', 'transaction.known'],
    ['contract', 'trade', 'operations.0.contract', 'contract.of-transaction'],
    ['version', 2, 'operations.0.version', 'version.known'],
  ])('an operation with %s %s is refused', async (member, value, field, rule) => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const signed = resigned(admin, chain.prepare(admin, [place('x')]), ({ envelope }) =>
      Object.assign(envelope.operations[0] ?? {}, { [member]: value }),
    )
    expect(await refused(chain, () => chain.submit(signed))).toMatchObject({ code: 'VALIDATION_FAILED', field, rule })
  })

  test('there is one set of openings an operation', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const signed = chain.prepare(admin, [place('x')])
    const refusal = await refused(chain, () => chain.submit({ ...signed, openings: [...signed.openings, {}] }))
    expect(refusal).toMatchObject({ code: 'VALIDATION_FAILED', field: 'openings' })
  })
})

describe('openings', () => {
  test('a value that is not the signed one is named', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const signed = resigned(admin, chain.prepare(admin, [place('x')]), ({ openings }) =>
      Object.assign(openings[0]?.city ?? {}, { value: 'Tianjin' }),
    )
    const refusal = await refused(chain, () => chain.submit(signed))
    expect(refusal).toMatchObject({ code: 'FIELD_DIGEST_MISMATCH', field: arg('city'), rule: 'digest.of-opening' })
  })

  test.each([
    [
      'a field without its opening',
      'city',
      'opening.required',
      ({ openings }: Signed) => Reflect.deleteProperty(openings[0] ?? {}, 'city'),
    ],
    [
      'an opening with something beside it',
      'city',
      'opening.salt-and-value',
      (s: Signed) => Object.assign(s.openings[0]?.city ?? {}, { x: 1 }),
    ],
    [
      'a field that the transaction does not have',
      'country',
      'field.known',
      (s: Signed) => Object.assign(s.envelope.operations[0]?.args ?? {}, { country: hash('x') }),
    ],
    [
      'a field with the name of an inherited member',
      'constructor',
      'field.known',
      (s: Signed) => Object.assign(s.envelope.operations[0]?.args ?? {}, { constructor: hash('x') }),
    ],
  ])('%s is refused', async (_title, field, rule, change) => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const signed = resigned(admin, chain.prepare(admin, [place('x')]), change)
    expect(await refused(chain, () => chain.submit(signed))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg(field),
      rule,
    })
  })

  test('an opening without a digest in the envelope is refused', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const signed = resigned(admin, chain.prepare(admin, [place('x')]), ({ openings }) =>
      Object.assign(openings[0] ?? {}, { latitude: { salt: hash('s').slice(0, 32), value: '1.5' } }),
    )
    expect(await refused(chain, () => chain.submit(signed))).toMatchObject({
      code: 'FIELD_DIGEST_MISMATCH',
      field: arg('latitude'),
    })
  })

  test('the value of a digest-only field may not be given: it would stand in the block for everybody', async () => {
    const {
      chain,
      farm: { admin, trader },
    } = await farm()
    const signed = chain.prepare(admin, [{ name: 'revokeUser', fields: { id: trader.user, reason: 'left' } }])
    expect(signed.openings[0]).not.toHaveProperty('reason')
    signed.openings[0] = { ...signed.openings[0], reason: { salt: hash('s').slice(0, 32), value: 'left' } }
    expect(await refused(chain, () => chain.submit(signed))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('reason'),
      rule: 'field.digest-only',
    })
  })

  test('every value that breaks its schema is named with its path and rule', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const fields = { id: 'P1', name: ' x', city: '', latitude: '91' }
    const { details } = await refused(chain, () => chain.act(admin, 'createPlace', fields))
    expect(details.faults).toEqual([
      { field: arg('id'), rule: 'id.place' },
      { field: arg('name'), rule: 'text.trimmed' },
      { field: arg('city'), rule: 'min.1' },
      { field: arg('city'), rule: 'text.control' },
      { field: arg('city'), rule: 'text.trimmed' },
      { field: arg('latitude'), rule: 'latitude' },
    ])
  })

  test('a member that a nested value may not have is named', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const fields = {
      id: deriveId('event', 1),
      bizStep: 'storing',
      batches: [],
      place: 'x',
      eventTime: 'now',
      evidence: [{ digest: hash('x'), type: 'image/png', title: 'x', gps: '1' }],
      note: '',
    }
    const { details } = await refused(chain, () => chain.act(admin, 'recordEvent', fields))
    expect(details.faults).toContainEqual({ field: arg('evidence.0.gps'), rule: 'field.known' })
    expect(details.faults).toContainEqual({ field: arg('eventTime'), rule: 'offset-required' })
  })
})

describe('the caller', () => {
  test('who is not in the registry is unauthenticated', async () => {
    const { chain } = await farm()
    expect(await refused(chain, () => chain.submit(chain.prepare(person(), [place('x')])))).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })

  test('a registration signed by another key than the one it names is unauthenticated', async () => {
    const chain = memoryChain()
    const fields = registration(person(), 'x', 'supplier')
    expect(await refused(chain, () => chain.act(person(), 'registerOrganisation', fields))).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })

  test('a user with a key of his own registers and acts under that custody', async () => {
    const chain = memoryChain()
    const admin = person()
    const own = { custody: 'own' as const }
    const fields = { ...registration(admin, 'x', 'supplier'), ...own }
    await chain.submit(chain.prepare(admin, [{ name: 'registerOrganisation', fields }], own))
    await chain.submit(chain.prepare(admin, [place('x')], own))
    expect(chain.get(keys.user(admin.user))?.custody).toBe('own')
  })

  test('a signature by another user is invalid', async () => {
    const {
      chain,
      farm: { admin, trader },
    } = await farm()
    const signed = chain.prepare(admin, [place('x')])
    const forged = { ...signed, signature: signEnvelope(trader, signed.envelope) }
    expect(await refused(chain, () => chain.submit(forged))).toMatchObject({ code: 'SIGNATURE_INVALID' })
  })

  test('custody has to be the registered one', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const signed = chain.prepare(admin, [place('x')], { custody: 'own' })
    expect(await refused(chain, () => chain.submit(signed))).toMatchObject({ code: 'FORBIDDEN', field: 'custody' })
  })

  test('a revoked user is refused, before and after the order is settled', async () => {
    const {
      chain,
      farm: { admin, trader },
    } = await farm()
    const signed = chain.prepare(trader, [
      { name: 'createProduct', fields: { id: deriveId('product', 1), name: 'x', unit: 'KGM' } },
    ])
    await chain.act(admin, 'revokeUser', { id: trader.user, reason: 'left' })
    expect(await refused(chain, () => chain.submit(signed))).toMatchObject({ code: 'USER_REVOKED' })
  })

  test('a suspended organisation may not act', async () => {
    const {
      chain,
      farm: { id, admin },
    } = await farm()
    const operator = await organisation(chain, 'operator', 'operator')
    await chain.act(operator.admin, 'verifyOrganisation', { organisation: id, level: 'suspended', basis: 'x' })
    expect(await refused(chain, () => chain.submit(chain.prepare(admin, [place('x')])))).toMatchObject({
      code: 'FORBIDDEN',
      rule: 'organisation.not-suspended',
    })
  })
})

describe('a repeated nonce', () => {
  test('gives the first outcome for the same request and is a mismatch for another', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const first = chain.prepare(admin, [place('x')])
    const { nonce, request } = first.envelope
    await chain.submit(first)
    const again = chain.prepare(admin, [place('x')], { nonce, request })
    expect(await refused(chain, () => chain.submit(again))).toMatchObject({
      code: 'DUPLICATE_TRANSACTION',
      details: { transaction: transactionId(first.envelope) },
    })
    const other = chain.prepare(admin, [place('y')], { nonce })
    expect(await refused(chain, () => chain.submit(other))).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
      details: { first: request, second: other.envelope.request },
    })
  })

  test('belongs to one caller', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const other = await organisation(chain, 'other', 'supplier')
    const first = chain.prepare(admin, [place('x')])
    await chain.submit(first)
    await chain.submit(chain.prepare(other.admin, [place('y')], { nonce: first.envelope.nonce }))
    expect(chain.get(keys.place(deriveId('place', 'y')))).toBeDefined()
  })
})

describe('several operations', () => {
  test('see what those before have written, the new caller too', async () => {
    const chain = memoryChain()
    const admin = person()
    const { writes, events } = await chain.submit(
      chain.prepare(admin, [
        { name: 'registerOrganisation', fields: registration(admin, 'x', 'supplier') },
        place('x'),
      ]),
    )
    expect(writes.map(({ key }) => key.split('/')[0])).toEqual(['identifier', 'user', 'org', 'place', 'nonce'])
    expect(events.map(({ name }) => name)).toEqual(['organisationRegistered', 'placeCreated'])
    expect(chain.get(keys.place(deriveId('place', 'x')))?.organisation).toBe(deriveId('organisation', 'x'))
  })

  test('are written all or not at all, and the error says which one failed', async () => {
    const {
      chain,
      farm: { admin },
    } = await farm()
    const acts = [place('x'), place('y'), place('x')]
    const refusal = await refused(chain, () => chain.submit(chain.prepare(admin, acts)))
    expect(refusal).toMatchObject({ code: 'ALREADY_EXISTS', field: 'operations.2.args.id' })
    expect(chain.get(keys.place(deriveId('place', 'y')))).toBeUndefined()
  })

  test('write each key once, in order of its first put, with its last value', async () => {
    const {
      chain,
      farm: { id, admin },
    } = await farm()
    const operator = await organisation(chain, 'operator', 'operator')
    const level = (to: string) => ({
      name: 'verifyOrganisation' as const,
      fields: { organisation: id, level: to, basis: to },
    })
    const { writes } = await chain.submit(
      chain.prepare(operator.admin, [level('verified'), place('z'), level('suspended')]),
    )
    expect(writes.map(({ key }) => key.split('/')[0])).toEqual(['org', 'place', 'nonce'])
    expect(writes[0]?.value).toMatchObject({ administrator: admin.user, level: 'suspended' })
  })
})

test('the same envelope over equal state gives equal writes and events', async () => {
  const {
    chain,
    farm: { admin },
  } = await farm()
  const signed = chain.prepare(admin, [place('x'), place('y')])
  const [first, second] = [await chain.run(signed), await chain.run(signed)]
  expect(canonical(second)).toBe(canonical(first))
})

test('every state value and event carries its version', async () => {
  const {
    chain,
    farm: { admin },
  } = await farm()
  const { writes, events } = await chain.submit(chain.prepare(admin, [place('x')]))
  for (const { value } of writes) expect(value).toHaveProperty('v', 1)
  for (const { payload } of events) expect(payload).toHaveProperty('v', 1)
})
