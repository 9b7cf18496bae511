// Two channels side by side in one process: nothing of one is known to, believed by or stopped with the other.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import type { Json } from '@ectrace/shared/proof/canonical'
import { openCore } from '../src/ledger/embedded/core.ts'
import { openEmbeddedLedger } from '../src/ledger/embedded/open.ts'
import { failingFiles } from './failing-files.ts'
import {
  foundOperator,
  foundSupplier,
  makeFolders,
  makePerson,
  makePlace,
  placeKey,
  refusal,
  signedBy,
} from './ledger-fixture.ts'
import type { Act, Folders, Person } from './ledger-fixture.ts'

type Channel = { name: string; folders: Folders; ledger: Ledger }
const operator = makePerson()
const trader = makePerson()
const supplier = makePerson()

const submit = async ({ name, ledger }: Channel, who: Person, act: Act) => {
  const { origin } = await ledger.log()
  return ledger.submit(signedBy(who, origin, [act], { channel: name }))
}

const organisation = deriveId('organisation', supplier.user)
const enrolTrader: Act = {
  name: 'enrolUser',
  fields: {
    id: trader.user,
    publicKey: trader.publicKey,
    certificate: '0'.repeat(64),
    custody: 'hosted',
    organisation,
    roles: ['trader'],
  },
}
const verify: Act = { name: 'verifyOrganisation', fields: { organisation, level: 'verified', basis: 'seen' } }
const registry: [Person, Act][] = [
  [operator, foundOperator(operator)],
  [supplier, foundSupplier(supplier)],
  [operator, verify],
  [supplier, enrolTrader],
]

const openChannel = async (name: string): Promise<Channel> => {
  const folders = makeFolders()
  const channel = { name, folders, ledger: await openEmbeddedLedger({ ...folders, channel: name }) }
  for (const [who, act] of registry) await submit(channel, who, act)
  return channel
}

let food: Channel
let drugs: Channel
beforeAll(async () => {
  food = await openChannel('food')
  drugs = await openChannel('drugs')
})
afterAll(async () => {
  for (const { ledger, folders } of [food, drugs]) {
    await ledger.close()
    folders.remove()
  }
})

describe('two channels', () => {
  test('have each an origin, a key and a tree of their own', async () => {
    const [one, other] = [await food.ledger.log(), await drugs.ledger.log()]
    expect([one.channel, other.channel]).toEqual(['food', 'drugs'])
    expect(one.origin).not.toBe(other.origin)
    expect(one.verifierKey).not.toBe(other.verifierKey)
    expect(one.checkpoint).not.toBe(other.checkpoint)
  })

  test('refuse each other’s transactions, by the log and by the channel', async () => {
    const { origin } = await food.ledger.log()
    const forFood = signedBy(trader, origin, [makePlace('stray')], { channel: 'food' })
    expect(await refusal(drugs.ledger.submit(forFood))).toMatchObject({
      code: 'LOG_MISMATCH',
      details: { faults: [{ field: 'envelope.log' }] },
    })
    const { origin: other } = await drugs.ledger.log()
    const misnamed = signedBy(trader, other, [makePlace('stray')], { channel: 'food' })
    expect(await refusal(drugs.ledger.submit(misnamed))).toMatchObject({
      code: 'LOG_MISMATCH',
      details: { faults: [{ field: 'envelope.channel' }] },
    })
    expect(await drugs.ledger.read(placeKey('stray'))).toBeUndefined()
  })

  test('take the same nonce once each', async () => {
    const same = { nonce: 'ab'.repeat(32), request: 'cd'.repeat(32) }
    for (const { name, ledger } of [food, drugs]) {
      const { origin } = await ledger.log()
      const submission = signedBy(trader, origin, [makePlace('both')], { ...same, channel: name })
      const { transaction } = await ledger.submit(submission)
      expect((await ledger.submit(submission)).transaction).toBe(transaction)
    }
  })

  test('a rule on one cannot see what rules wrote on the other', async () => {
    await submit(food, trader, makePlace('dairy'))
    const place = deriveId('place', 'dairy')
    const product = deriveId('product', 'milk')
    const createProduct: Act = { name: 'createProduct', fields: { id: product, name: '鲜牛奶', unit: 'H87' } }
    await submit(food, trader, createProduct)
    await submit(drugs, trader, createProduct)
    const fields: Record<string, Json> = { product, lot: 'L1', quantity: '10', producedOn: '2026-01-01', place }
    const createBatch: Act = { name: 'createBatch', fields: { id: batchId(product, 'L1'), ...fields } }
    await submit(food, trader, createBatch)
    expect(await refusal(submit(drugs, trader, createBatch))).toMatchObject({
      code: 'NOT_FOUND',
      details: { faults: [{ field: 'operations.0.args.place' }] },
    })
    expect(await drugs.ledger.read(placeKey('dairy'))).toBeUndefined()
  })

  test('run on a thread each: the end of one leaves the other at work', async () => {
    const third = await openChannel('cosmetics')
    await third.ledger.close()
    expect((await refusal(third.ledger.log())).code).toBe('LEDGER_STOPPED')
    third.folders.remove()
    await submit(food, trader, makePlace('after'))
    expect(await food.ledger.read(placeKey('after'))).toBeDefined()
  })

  test('fail alone: a broken disk under one stops that one', async () => {
    const folders = makeFolders()
    const { files, fail } = failingFiles()
    const note = (): void => undefined
    const ledger = await openCore({ ...folders, channel: 'broken', clock: Date.now, note, files })
    const broken: Channel = { name: 'broken', folders, ledger }
    for (const [who, act] of registry) await submit(broken, who, act)
    fail({ operation: 'sync', code: 'EIO' })
    expect((await refusal(submit(broken, trader, makePlace('lost')))).code).toBe('LEDGER_STOPPED')
    expect((await refusal(submit(broken, trader, makePlace('refused')))).code).toBe('LEDGER_STOPPED')
    await submit(food, trader, makePlace('kept'))
    expect(await food.ledger.read(placeKey('kept'))).toBeDefined()
    await ledger.close()
    folders.remove()
  })
})
