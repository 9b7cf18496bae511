// Keys of serials and what lasts: a new key beside old codes, a restart in the middle of a set, an own key, and noise without look-ups.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { unpackSerial } from '@ectrace/shared/codes/serial'
import { parsePath } from '@ectrace/shared/codes/trace-code'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { createOwnKey } from '@ectrace/sdk/own-key'
import { codesOfSet } from '../src/codes/set-codes.ts'
import { loggedIn, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { openDoor } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'
import { chosenEngine } from './engines.ts'
import type { Stores } from './engines.ts'
import { checkMembership, newBatch, traceOf } from './minting-fixture.ts'

let folder: string
let stores: Stores
let settings: Record<string, string>
let demo: Demo
let door: Door
let dairy: Client

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ectrace-code-keys-'))
  stores = await chosenEngine().open()
  settings = {
    ...{ DATA_DIR: path.join(folder, 'data'), KEY_DIR: path.join(folder, 'keys'), RATE_FACTOR: '1000' },
    ...stores.env,
  }
  demo = await openDemo(settings)
  door = demo.door
  dairy = await demo.as('dairy.trader')
}, 60_000)
afterAll(async () => {
  await door.end()
  await stores.remove()
  rmSync(folder, { recursive: true, force: true })
})

const mint = (batch: string, count: number) =>
  dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { count } })
const keyOf = (code: string): number => {
  const parsed = parsePath(code)
  return parsed.kind === 'item' ? unpackSerial(parsed.serial).keyId : -1
}

test('a new key is in new serials only, and old codes stay what they were', async () => {
  const operator = await demo.as('platform.admin')
  const batch = await newBatch(dairy)
  const { first: old } = await mint(batch, 3)
  const rotation = { key: randomUUID(), body: {} }
  expect(await operator.call(endpoints.rotateCodeKey, rotation)).toMatchObject({ id: 1, newest: true })
  expect(await operator.call(endpoints.rotateCodeKey, rotation)).toMatchObject({ id: 1 })
  const { first: recent } = await mint(batch, 3)
  expect([...old, ...recent].map(keyOf)).toEqual([0, 0, 0, 1, 1, 1])
  for (const [codes, index] of [
    [old, 2],
    [recent, 1],
  ] as const) {
    const code = codes[index] ?? ''
    expect(checkMembership(await traceOf(door.url, code), code)).toEqual({ index })
  }
  const { keys } = await operator.call(endpoints.codeKeys, {})
  expect(keys.map(({ id, newest }) => [id, newest])).toEqual([
    [0, false],
    [1, true],
  ])
  const audit = await door.deps.vault.selectFrom('audit').selectAll().where('action', '=', 'code-key.rotate').execute()
  expect(audit.map(({ target }) => target)).toEqual(['1'])
})

test('keys are shown to and made by the operator only', async () => {
  expect((await refusal(dairy.call(endpoints.codeKeys, {}))).code).toBe('FORBIDDEN')
  expect((await refusal(dairy.call(endpoints.rotateCodeKey, { body: {} }))).code).toBe('FORBIDDEN')
})

test('who keeps an own key signs the minting, and its codes are known once they are on chain', async () => {
  const { privateKey, publicKey } = createOwnKey()
  const admin = await demo.as('dairy.admin')
  await admin.act(endpoints.enrolUser, {
    body: { login: 'dairy.own', password: 'demo-password', roles: ['trader'], publicKey },
  })
  const own = createClient({ url: door.url, ownKey: privateKey })
  await own.login('dairy.own', 'demo-password')
  const batch = await newBatch(dairy)
  const asked = { key: randomUUID(), params: { id: batch }, body: { count: 300 } }
  const open = await own.call(endpoints.mintCodes, asked)
  expect(open.state).toBe('to_sign')
  expect((await refusal(codesOfSet(door.deps, { batch, set: 0, from: 0, count: 1 }))).code).toBe('NOT_FOUND')
  const minted = await own.act(endpoints.mintCodes, asked)
  expect(minted).toMatchObject({ state: 'committed', set: 0, count: 300, first: open.first })
  const [code = ''] = await codesOfSet(door.deps, { batch, set: 0, from: 299, count: 1 })
  expect(checkMembership(await traceOf(door.url, code), code)).toEqual({ index: 299 })
})

test('a set that a restart interrupts is made to its end after it', async () => {
  const batch = await newBatch(dairy)
  const begun = await dairy.call(endpoints.prepareCodes, { params: { id: batch }, body: { count: 200_000 } })
  await door.deps.codes.jobs.close()
  await door.close()
  door = await openDoor(settings)
  dairy = await loggedIn(door, 'dairy.trader')
  const look = () => dairy.call(endpoints.codePreparation, { params: { id: begun.id } })
  expect(await look()).toMatchObject({ state: 'preparing', count: 200_000 })
  await door.deps.codes.jobs.ended(begun.id)
  expect(await look()).toMatchObject({ state: 'ready', done: 200_000 })
  const { first } = await dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { prepared: begun.id } })
  // The key made before the restart is still the newest.
  expect(first.map(keyOf)).toEqual(Array.from({ length: 10 }, () => 1))
  const [code = ''] = first
  expect(checkMembership(await traceOf(door.url, code), code)).toEqual({ index: 0 })
}, 60_000)

test('a serial has room for sixteen keys: the seventeenth is refused', async () => {
  const operator = await loggedIn(door, 'platform.admin')
  for (let id = 2; id < 16; id++)
    expect(await operator.call(endpoints.rotateCodeKey, { body: {} })).toMatchObject({ id, newest: true })
  const error = await refusal(operator.call(endpoints.rotateCodeKey, { body: {} }))
  expect(error).toMatchObject({
    code: 'STATE_CONFLICT',
    details: { faults: [{ field: 'key', rule: 'code-keys.at-most', value: '16' }] },
  })
  const batch = await newBatch(dairy)
  const { first } = await mint(batch, 1)
  expect(keyOf(first[0] ?? '')).toBe(15)
})

test('a wrong keyed check is refused although neither database nor chain can be asked', async () => {
  const batch = await newBatch(dairy)
  const { first } = await mint(batch, 2)
  const [genuine = '', other = ''] = first
  const forged = genuine.slice(0, -1) + (genuine.endsWith('0') ? '1' : '0')
  const { deps } = door
  await deps.readModel.destroy()
  await deps.vault.destroy()
  const stopped = { ...deps.ledger, read: () => Promise.reject(new Error('the chain was asked')) }
  Object.assign(deps.ledger, stopped)
  for (const noise of [forged, forged.replace(/.{20}$/, '0123456789ABCDEFGHJK')])
    expect((await refusal(traceOf(door.url, noise))).code).toBe('CODE_FORGED')
  expect((await refusal(traceOf(door.url, other))).code).not.toBe('CODE_FORGED')
})
