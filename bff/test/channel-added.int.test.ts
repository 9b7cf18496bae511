// A channel that is added to a server in use: empty until its organisations bring themselves, and named when it cannot be opened.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { keys } from '@ectrace/shared/ledger/keys'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { refusal } from './demo-fixture.ts'
import { codeOf, logIn, openDoor, password, registerOperator } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'

let root: string
let door: Door
const open = (channels: string): Promise<Door> =>
  openDoor({ CHANNELS: channels, DATA_DIR: path.join(root, 'data'), KEY_DIR: path.join(root, 'keys') })

const operator = async (channel?: string): Promise<Client> => {
  const client = createClient({ url: door.url, ...(channel === undefined ? {} : { channel }) })
  await client.login('operator', password)
  return client
}
const enrol = async (login: string): Promise<string> => {
  const client = await operator()
  return (await client.call(endpoints.enrolUser, { body: { login, password, roles: ['trader'] } })).user
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'ectrace-channels-'))
  door = await open('trace')
  await registerOperator(door)
  await enrol('stays')
  const leaver = await enrol('leaves')
  await (await operator()).call(endpoints.revokeUser, { params: { id: leaver }, body: { reason: 'left' } })
  await door.end()
  door = await open('trace,cold')
})
afterAll(async () => {
  await door.end()
  rmSync(root, { recursive: true, force: true })
})

describe('a channel that was added', () => {
  test('knows nobody: a session of the first channel is worth nothing there', async () => {
    const { headers } = await logIn(door, 'operator')
    expect((await door.get('me', headers)).status).toBe(200)
    expect(codeOf(await door.get('channels/cold/me', headers))).toBe('SESSION_EXPIRED')
    expect(door.logged()).toContain('organisations are missing on a channel')
  })

  test('takes in an organisation with its active users, signed by its administrator, once', async () => {
    const client = await operator()
    const joined = await client.call(endpoints.joinChannel, { params: { channel: 'cold' }, body: {} })
    expect(joined).toMatchObject({ state: 'committed', registered: true, enrolled: 1, revoked: 0, remaining: 0 })
    const me = await (await operator('cold')).call(endpoints.me, {})
    expect(me).toMatchObject({ roles: ['administrator', 'operator'], organisation: { name: '平台运营方' } })
    const again = client.call(endpoints.joinChannel, { params: { channel: 'cold' }, body: {} })
    expect((await refusal(again)).code).toBe('STATE_CONFLICT')
  })

  test('gets what comes after by itself', async () => {
    const user = await enrol('newcomer')
    expect(await door.deps.channels[1]?.ledger.read(keys.user(user))).toBeDefined()
  })

  test('that stopped keeps nobody from the other, and gets what it missed by the same request', async () => {
    await door.deps.channels[1]?.ledger.close()
    const body = { login: 'missed', password, roles: ['trader'] }
    const key = { 'idempotency-key': randomUUID() }
    const { headers } = await logIn(door, 'operator')
    const first = await door.post('users', body, { ...headers, ...key })
    expect([first.status, first.json]).toMatchObject([
      202,
      { state: 'committed', channels: { cold: { state: 'failed', code: 'LEDGER_STOPPED' } } },
    ])
    await door.end()
    door = await open('trace,cold')
    const again = await door.post('users', body, { ...headers, ...key })
    expect([again.status, again.json]).toMatchObject([201, { channels: { cold: { state: 'committed' } } }])
    const [transaction, repeated] = [first, again].map(({ json }) => (json as { transaction: string }).transaction)
    expect(repeated).toBe(transaction)
  })

  test('cannot be joined under a name that is none, nor from itself', async () => {
    const client = await operator()
    const join = (channel: string) => refusal(client.call(endpoints.joinChannel, { params: { channel }, body: {} }))
    expect((await join('none')).code).toBe('NOT_FOUND')
    expect((await join('trace')).code).toBe('STATE_CONFLICT')
  })
})

describe('at the start', () => {
  beforeAll(() => door.end())
  afterAll(async () => {
    door = await open('trace,cold')
  })

  test('a damaged channel stops the server, and is named', async () => {
    const segment = path.join(root, 'data', 'channels', 'cold', 'ledger', 'segments', '00000001.log')
    const whole = readFileSync(segment)
    writeFileSync(segment, Buffer.from(whole).fill(0xff, 100, 110))
    expect(await refusal(open('trace,cold'))).toMatchObject({ code: 'LEDGER_DAMAGED', details: { channel: 'cold' } })
    writeFileSync(segment, whole)
  })

  test('another order of the channels is refused: the first one keeps its place', async () => {
    expect(await refusal(open('cold,trace'))).toMatchObject({ code: 'LOG_MISMATCH', details: { channel: 'cold' } })
  })
})
