import { describe, expect, test } from '@jest/globals'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, memoryChain, person, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { enrolment, organisation, registration, verify } from '../../test/world.ts'

describe('registerOrganisation', () => {
  test('writes organisation, identifier and first administrator; everybody but the operator begins as trial', async () => {
    const chain = memoryChain()
    const admin = person()
    const fields = registration(admin, 'farm', 'supplier')
    const { events } = await chain.act(admin, 'registerOrganisation', fields)
    const id = deriveId('organisation', 'farm')
    const { publicKey: _key, certificate, custody: _custody, ...told } = fields
    expect(chain.get(keys.organisation(id))).toEqual({ v: 1, ...told, level: 'trial' })
    expect(chain.get(keys.user(admin.user))).toEqual({
      v: 1,
      id: admin.user,
      organisation: id,
      publicKey: admin.publicKey,
      roles: ['administrator'],
      status: 'active',
      custody: 'hosted',
      certificate,
    })
    expect(chain.get(keys.identifier('foreign', fields.value))).toEqual({ v: 1, organisation: id })
    expect(events).toEqual([{ name: 'organisationRegistered', payload: { v: 1, organisation: id } }])
  })

  test('the first operator is verified at once and there is only one', async () => {
    const chain = memoryChain()
    const { id, admin } = await organisation(chain, 'operator', 'operator')
    expect(chain.get(keys.operator())).toEqual({ v: 1, organisation: id })
    expect(chain.get(keys.organisation(id))?.level).toBe('verified')
    expect(chain.get(keys.user(admin.user))?.roles).toEqual(['administrator', 'operator'])
    const other = person()
    const again = await refused(chain, () =>
      chain.act(other, 'registerOrganisation', registration(other, 'o2', 'operator')),
    )
    expect(again).toMatchObject({ code: 'ALREADY_EXISTS', field: arg('type') })
  })

  test.each<[string, Fields, string, string]>([
    ['the identifier of another organisation', { value: 'SG-TAKEN' }, 'ALREADY_EXISTS', 'value'],
    ['the id of another organisation', { id: deriveId('organisation', 'taken') }, 'ALREADY_EXISTS', 'id'],
    [
      'a credit code with a wrong check character',
      { scheme: 'uscc', value: '91350100M000100Y44' },
      'IDENTIFIER_INVALID',
      'value',
    ],
    ['an identifier that is not in canonical form', { value: 'sg-1' }, 'IDENTIFIER_INVALID', 'value'],
    ['another administrator than the caller', { administrator: person().user }, 'FORBIDDEN', 'administrator'],
    ['another custody than the envelope', { custody: 'own' }, 'VALIDATION_FAILED', 'custody'],
  ])('%s is refused', async (_title, change, code, field) => {
    const chain = memoryChain()
    const [taken, admin] = [person(), person()]
    await chain.act(taken, 'registerOrganisation', { ...registration(taken, 'taken', 'supplier'), value: 'SG-TAKEN' })
    const fields = { ...registration(admin, 'new', 'supplier'), ...change }
    const refusal = await refused(chain, () => chain.act(admin, 'registerOrganisation', fields))
    expect(refusal).toMatchObject({ code, field: arg(field) })
  })

  test('a user registers one organisation only', async () => {
    const chain = memoryChain()
    const { admin } = await organisation(chain, 'farm', 'supplier')
    const refusal = await refused(chain, () =>
      chain.act(admin, 'registerOrganisation', registration(admin, 'second', 'supplier')),
    )
    expect(refusal).toMatchObject({ code: 'ALREADY_EXISTS', field: arg('administrator') })
  })
})

describe('verifyOrganisation', () => {
  const cast = async () => {
    const chain = memoryChain()
    const operator = await organisation(chain, 'operator', 'operator')
    return { chain, operator, farm: await organisation(chain, 'farm', 'supplier') }
  }

  test('the operator verifies, suspends and lifts', async () => {
    const { chain, operator, farm } = await cast()
    for (const level of ['verified', 'suspended', 'verified']) {
      await verify(chain, operator, farm.id, level)
      expect(chain.get(keys.organisation(farm.id))?.level).toBe(level)
    }
  })

  test('nobody but a user with the operator role may', async () => {
    const { chain, operator, farm } = await cast()
    const fields = { organisation: farm.id, level: 'verified', basis: 'x' }
    for (const who of [farm.admin, operator.trader])
      expect(await refused(chain, () => chain.act(who, 'verifyOrganisation', fields))).toMatchObject({
        code: 'FORBIDDEN',
      })
  })

  test('an unknown organisation, the operator itself and no change are refused', async () => {
    const { chain, operator, farm } = await cast()
    await verify(chain, operator, farm.id)
    const codes = []
    for (const id of [deriveId('organisation', 'nobody'), operator.id, farm.id])
      codes.push((await refused(chain, () => verify(chain, operator, id))).code)
    expect(codes).toEqual(['NOT_FOUND', 'STATE_CONFLICT', 'STATE_CONFLICT'])
    expect(await refused(chain, () => verify(chain, operator, operator.id, 'suspended'))).toMatchObject({
      rule: 'organisation.not-the-operator',
    })
  })
})

describe('enrolUser and revokeUser', () => {
  test('an administrator enrols a user, who may act until revoked', async () => {
    const chain = memoryChain()
    const farm = await organisation(chain, 'farm', 'supplier')
    expect(chain.get(keys.user(farm.trader.user))).toMatchObject({
      organisation: farm.id,
      roles: ['trader'],
      status: 'active',
    })
    await chain.act(farm.admin, 'revokeUser', { id: farm.trader.user, reason: 'left' })
    expect(chain.get(keys.user(farm.trader.user))?.status).toBe('revoked')
  })

  test.each<[string, Fields, string, string]>([
    [
      'for another organisation',
      { organisation: deriveId('organisation', 'mill') },
      'WRONG_ORGANISATION',
      'organisation',
    ],
    ['under an id that is not the key’s', { id: person().user }, 'VALIDATION_FAILED', 'id'],
    ['with a role twice', { roles: ['trader', 'trader'] }, 'VALIDATION_FAILED', 'roles.1'],
    ['as an operator outside the operator’s organisation', { roles: ['operator'] }, 'FORBIDDEN', 'roles'],
  ])('enrolling %s is refused', async (_title, change, code, field) => {
    const chain = memoryChain()
    const farm = await organisation(chain, 'farm', 'supplier')
    const fields = { ...enrolment(person(), farm.id, ['trader']), ...change }
    expect(await refused(chain, () => chain.act(farm.admin, 'enrolUser', fields))).toMatchObject({
      code,
      field: arg(field),
    })
  })

  test('only an administrator enrols and revokes, a key is enrolled once', async () => {
    const chain = memoryChain()
    const farm = await organisation(chain, 'farm', 'supplier')
    const fresh = enrolment(person(), farm.id, ['trader'])
    expect(await refused(chain, () => chain.act(farm.trader, 'enrolUser', fresh))).toMatchObject({ code: 'FORBIDDEN' })
    const again = enrolment(farm.trader, farm.id, ['warehouse'])
    expect(await refused(chain, () => chain.act(farm.admin, 'enrolUser', again))).toMatchObject({
      code: 'ALREADY_EXISTS',
    })
    const revocation = { id: farm.warehouse.user, reason: 'x' }
    expect(await refused(chain, () => chain.act(farm.trader, 'revokeUser', revocation))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  test('revoking an unknown user, another organisation’s, oneself or a revoked one is refused', async () => {
    const chain = memoryChain()
    const [farm, mill] = [await organisation(chain, 'farm', 'supplier'), await organisation(chain, 'mill', 'processor')]
    await chain.act(farm.admin, 'revokeUser', { id: farm.trader.user, reason: 'x' })
    const refusals = []
    for (const { user } of [person(), mill.trader, farm.admin, farm.trader])
      refusals.push((await refused(chain, () => chain.act(farm.admin, 'revokeUser', { id: user, reason: 'x' }))).code)
    expect(refusals).toEqual(['NOT_FOUND', 'WRONG_ORGANISATION', 'STATE_CONFLICT', 'STATE_CONFLICT'])
  })
})
