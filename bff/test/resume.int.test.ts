// A server that ends between keeping a transaction and sending it: after the restart its outcome is known, one way or the other.
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Recorded } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { act } from '../src/commands/act.ts'
import type { Deps } from '../src/deps.ts'
import { logIn, openDoor, password, registerOperator } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'

let first: Door
let user: string
let shop: string

beforeEach(async () => {
  first = await openDoor()
  user = ((await registerOperator(first)).json as { user: string }).user
  const administrator = { login: 'shop', password }
  const body = { scheme: 'gln', value: '6901234000009', name: 'shop', type: 'retailer', named: true, administrator }
  shop = ((await first.post('organisations', body)).json as { organisation: string }).organisation
}, 60_000)
let second: Door | undefined
afterEach(async () => {
  await second?.end()
  second = undefined
  await first.end()
})

/** What a process leaves that dies after the vault's commit and before the chain hears of it. */
const cutOff = ({ deps }: Door, organisation = shop): Promise<Recorded> => {
  const ledger: Deps['ledger'] = {
    ...deps.ledger,
    submit: () => Promise.reject(new AppError('LEDGER_STOPPED', { details: { outcome: 'unknown' } })),
  }
  const request = { user, custody: 'hosted' as const, route: 'POST /organisations/:id/verification', key: randomUUID() }
  return act({ ...deps, ledger }, { ...request, asked: { basis: 'paper' } }, () => ({
    acts: [{ name: 'verifyOrganisation', fields: { organisation, level: 'verified', basis: 'paper' } }],
    reply: {},
  }))
}

const restart = async (): Promise<Door> => {
  await first.close()
  const { databaseUrl } = first.deps.config
  const rows = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }
  second = await openDoor({ DATA_DIR: path.join(first.folder, 'data'), KEY_DIR: first.keyDir, ...rows })
  return second
}

const asked = async (door: Door, transaction: string): Promise<unknown> => {
  const { headers } = await logIn(door, 'operator')
  return (await door.get(`transactions/${transaction}`, headers)).json
}

/** Until the start has sent again what it found. */
const resumed = async (door: Door): Promise<void> => {
  for (let n = 0; n < 100 && !door.logged().includes('sent again'); n++)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

describe('a transaction that was kept and not sent', () => {
  test('is sent at the next start, the same envelope, and is on chain once', async () => {
    const cut = await cutOff(first)
    expect(await asked(first, cut.transaction)).toMatchObject({ state: 'pending' })
    const { size } = await first.deps.ledger.log()
    const door = await restart()
    await resumed(door)
    expect(await asked(door, cut.transaction)).toMatchObject({ state: 'committed', transaction: cut.transaction })
    expect((await door.deps.ledger.log()).size).toBe(size + 1)
    expect(door.logged()).toContain('"sent":1,"refused":0,"open":0')
  })

  test('is forgotten when the chain refuses it at the next start', async () => {
    const cut = await cutOff(first, `O${'A'.repeat(19)}`)
    const door = await restart()
    await resumed(door)
    expect(door.logged()).toContain('"sent":0,"refused":1,"open":0')
    expect(await asked(door, cut.transaction)).toEqual({ transaction: cut.transaction, state: 'unknown' })
  })

  test('is not sent when it is too old, and whoever asks hears that it was not written', async () => {
    const cut = await cutOff(first)
    const { size } = await first.deps.ledger.log()
    first.shift(7 * 60_000)
    expect(await asked(first, cut.transaction)).toEqual({ transaction: cut.transaction, state: 'not_written' })
    expect((await first.deps.ledger.log()).size).toBe(size)
    // Asked again it is the same, and nothing was done by asking.
    expect(await asked(first, cut.transaction)).toEqual({ transaction: cut.transaction, state: 'not_written' })
  })

  test('that reached the chain before its answer was lost is told as written, however old it is', async () => {
    const cut = await cutOff(first)
    const door = await restart()
    await resumed(door)
    door.shift(60 * 60_000)
    expect(await asked(door, cut.transaction)).toMatchObject({ state: 'committed' })
  })
})

test('a start with nothing open sends nothing', async () => {
  const door = await restart()
  await logIn(door, 'operator')
  expect(door.logged()).not.toContain('sent again')
})
