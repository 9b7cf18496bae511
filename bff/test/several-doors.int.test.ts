// What several processes over one vault in a real PostgreSQL (TEST_POSTGRES_URL) know of each other's work: none undoes it or does it twice.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Recorded } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import type { Client } from '@ectrace/sdk/client'
import { openCodeKeys } from '../src/codes/code-keys.ts'
import { openCodeWorks } from '../src/codes/code-works.ts'
import { beginSet, cancelSet, codeSetRow, finishedSet, resumePreparations } from '../src/codes/prepare-set.ts'
import type { WantedSet } from '../src/codes/prepare-set.ts'
import { setId } from '../src/codes/set-id.ts'
import { act } from '../src/commands/act.ts'
import type { ActRequest } from '../src/commands/act.ts'
import { resumeIntents } from '../src/commands/resume-intents.ts'
import type { Deps } from '../src/deps.ts'
import { openLeadership } from '../src/store/leadership.ts'
import { planMessages } from '../src/wechat/plan-messages.ts'
import { openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { postgresql } from './engines.ts'
import { newBatch } from './minting-fixture.ts'
import { runOn } from './run-on.ts'

runOn(postgresql(process.env.TEST_POSTGRES_URL))

let demo: Demo
let here: Deps
let dairy: Client
const neighbours: Neighbour[] = []

/** Another process, as far as it shares the vault: a run of its own, and nothing in memory of what this one knows. */
type Neighbour = { deps: Deps; die: () => Promise<void> }

const openNeighbour = async (): Promise<Neighbour> => {
  const { vault, signer, clock, config } = here
  const leadership = await openLeadership({ url: config.databaseUrl ?? '', schema: 'vault' })
  const codes = openCodeWorks(await openCodeKeys({ vault, signer, clock }))
  let dead: Promise<void> | undefined
  const neighbour = { deps: { ...here, leadership, codes }, die: () => (dead ??= leadership.close()) }
  neighbours.push(neighbour)
  return neighbour
}

beforeAll(async () => {
  demo = await openDemo()
  here = demo.door.deps
  dairy = await demo.as('dairy.trader')
}, 120_000)
afterAll(async () => {
  for (const { die } of neighbours) await die()
  await demo.end()
})

describe('a transaction that another process is sending', () => {
  let request: ActRequest
  beforeEach(async () => {
    const account = here.vault.selectFrom('account').select('user').where('login', '=', 'platform.admin')
    const { user } = await account.executeTakeFirstOrThrow()
    const route = 'POST /organisations/:id/verification'
    request = { user, custody: 'hosted', route, key: randomUUID(), asked: { basis: 'paper' } }
  })
  /** Of an organisation that does not exist: the chain refuses it. */
  const refused = (deps: Deps): Promise<Recorded> =>
    act(deps, request, () => ({
      acts: [
        { name: 'verifyOrganisation', fields: { organisation: `O${'A'.repeat(19)}`, level: 'verified', basis: 'x' } },
      ],
      reply: {},
    }))
  /** Kept by `deps`, and its outcome is open. */
  const open = (deps: Deps): Promise<Recorded> => {
    const submit: Deps['ledger']['submit'] = () =>
      Promise.reject(new AppError('LEDGER_STOPPED', { details: { outcome: 'unknown' } }))
    return refused({ ...deps, ledger: { ...deps.ledger, submit } })
  }
  const isKept = async (transaction: string): Promise<boolean> => {
    const rows = here.vault.selectFrom('intent').select('nonce').where('transaction', '=', transaction)
    return (await rows.execute()).length === 1
  }

  test('stays open while that process lives, whatever a second one hears of it', async () => {
    const { deps, die } = await openNeighbour()
    const { transaction } = await open(deps)
    expect(await refused(here)).toMatchObject({ state: 'pending', transaction })
    expect(await resumeIntents(here)).toEqual({ sent: 0, refused: 0, open: 0 })
    expect(await isKept(transaction)).toBe(true)
    await die()
    await expect(refused(here)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await isKept(transaction)).toBe(false)
  })

  test('is gone on with by one that takes its place', async () => {
    const { deps, die } = await openNeighbour()
    const { transaction } = await open(deps)
    await die()
    const others = [await openNeighbour(), await openNeighbour()]
    const all = await Promise.all([here, ...others.map((one) => one.deps)].map(resumeIntents))
    expect(all.map((one) => one.refused).toSorted()).toEqual([0, 0, 1])
    expect(await isKept(transaction)).toBe(false)
  })
})

describe('a set of codes that another process makes', () => {
  const wanted = async (count: number): Promise<WantedSet> => {
    const batch = await newBatch(dairy)
    const { user, organisation } = await here.vault
      .selectFrom('account')
      .select(['user', 'organisation'])
      .where('login', '=', 'dairy.trader')
      .executeTakeFirstOrThrow()
    return { id: setId(user, randomUUID(), batch, count), batch, user, count, organisation }
  }
  /** Begun by the neighbour and not gone on with: its thread does nothing. */
  const begun = async ({ deps }: Neighbour, set: WantedSet): Promise<void> => {
    const minter: Deps['minter'] = { ...deps.minter, writeCodes: () => new Promise(() => undefined) }
    await beginSet({ ...deps, minter }, set)
  }

  test('is not made a second time, and who waits for it has it when it is ready', async () => {
    const neighbour = await openNeighbour()
    const set = await wanted(2_000)
    await begun(neighbour, set)
    expect(await beginSet(here, set)).toMatchObject({ state: 'preparing', run: neighbour.deps.leadership.run })
    expect(here.codes.jobs.doneOf(set.id)).toBeUndefined()
    const waiting = finishedSet(here, set)
    const ready = { state: 'ready', done: 2_000, root: 'r', tiles: 't' } as const
    await here.vault.updateTable('code_set').set(ready).where('id', '=', set.id).execute()
    expect(await waiting).toMatchObject(ready)
  })

  test('is made by another one when that process has ended', async () => {
    const neighbour = await openNeighbour()
    const set = await wanted(2_000)
    await begun(neighbour, set)
    await resumePreparations(here)
    expect(here.codes.jobs.doneOf(set.id)).toBeUndefined()
    await neighbour.die()
    await resumePreparations(here)
    expect(await finishedSet(here, set)).toMatchObject({ state: 'ready', count: 2_000, run: here.leadership.run })
  })

  test('ends there when it is given up here', async () => {
    const neighbour = await openNeighbour()
    const set = await wanted(300_000)
    await beginSet(neighbour.deps, set)
    await cancelSet(here, set.id)
    await neighbour.deps.codes.jobs.ended(set.id).catch(() => undefined)
    expect(await codeSetRow(here, set.id)).toMatchObject({ state: 'cancelled', root: null })
    expect((await codeSetRow(here, set.id))?.done).toBeLessThan(300_000)
  }, 30_000)
})

test('a code key that another process made is known as soon as a code has it', async () => {
  const { deps } = await openNeighbour()
  const before = here.codes.keys.newest().id
  const made = await deps.codes.keys.rotate({ user: 'U1', organisation: 'O1' })
  expect(made.id).toBe(before + 1)
  expect(await here.codes.keys.find(made.id)).toEqual(made)
  expect(here.codes.keys.newest()).toEqual(made)
})

test('messages of a notice that several processes look at are planned once, and what was allowed is used up once', async () => {
  const { vault } = here
  const { user, organisation } = await vault
    .selectFrom('account')
    .select(['user', 'organisation'])
    .where('login', '=', 'dairy.trader')
    .executeTakeFirstOrThrow()
  const kind = 'trade_dispatched'
  const template = { id: 'TEMPLATE', fields: [] }
  const wechat = { appId: 'wx', secret: 's', api: '', templates: { [kind]: template } } as unknown as NonNullable<
    Deps['config']['wechat']
  >
  await vault.insertInto('wechat_binding').values({ user, openid: 'o-1', bound_at: 1, person: null }).execute()
  await vault.insertInto('wechat_allowance').values({ user, kind, left_over: 9 }).execute()
  const notice = { channel: here.channel, organisation, roles: null, kind, level: 'info', subject: 's', details: '{}' }
  for (let n = 0; n < 4; n++)
    await vault
      .insertInto('notice')
      .values({ ...notice, ref: `several ${String(n)}`, created_at: here.clock(), messaged: 0 })
      .execute()
  const deps: Deps = { ...here, config: { ...here.config, wechat } }
  await Promise.all(Array.from({ length: 5 }, () => planMessages([deps], () => true)))
  const planned = await vault.selectFrom('outgoing_message').select('notice').where('user', '=', user).execute()
  expect(planned).toHaveLength(4)
  const left = vault.selectFrom('wechat_allowance').select('left_over').where('user', '=', user)
  expect(await left.executeTakeFirstOrThrow()).toEqual({ left_over: 5 })
})
