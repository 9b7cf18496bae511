// Two doors on one Fabric network, one PostgreSQL and one Redis, while receipts stream in and each part is killed in turn: nothing that was
// acknowledged is lost, nothing is doubled, every request ends in an answer.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { subtract } from '@ectrace/shared/domain/decimal'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { startPostgres } from '../../tools/services/postgres.ts'
import { startRedis } from '../../tools/services/redis.ts'
import type { FailingService } from '../../tools/services/service.ts'
import { openFabricSite } from './fabric-site.ts'
import type { FabricSite } from './fabric-site.ts'
import { counts, report } from './faults/counts.ts'
import { missingOnChain, onHand, readAcks, receiptsInLedger, receivedOn, tradeBooks } from './kill-books.ts'
import { newHome, removeHome, startProgram } from './kill-program.ts'
import type { Home, Program } from './kill-program.ts'
import { dispatched, makeWorld, password } from './kill-world.ts'
import type { World } from './kill-world.ts'
import type { Ack } from './kill-writer.ts'
import { startWriter } from './start-writer.ts'

const lanes = 8
const rounds = counts({ ci: 1, full: 10 })
/** Receipts that must be acknowledged between two faults, and milliseconds that a part is away. */
const [between, away] = [24, 1_500]
const patience = counts({ ci: 400_000, full: 3_600_000 })

type Door = { home: Home; program: Program }
type Fault = { name: string; strike: () => Promise<() => Promise<void>> }

const service = async (name: string, starting: Promise<FailingService | undefined>): Promise<FailingService> => {
  const started = await starting
  if (started === undefined) throw new Error(`this test needs ${name} that is installed`)
  return started
}

const leads = async ({ home }: Door): Promise<boolean> => {
  const reply = await fetch(`${home.url}/readyz`)
  const { parts } = (await reply.json()) as { parts: { readModel: { leads?: boolean } } }
  return parts.readModel.leads === true
}

describe('two doors on one network', () => {
  let site: FabricSite
  let postgres: FailingService
  let redis: FailingService
  let doors: Door[]
  let world: World
  let writer: ChildProcess | undefined
  let reader: Client
  let acks: Ack[]
  const silences: Record<string, number[]> = {}

  const openHome = async (keysOf?: Home): Promise<Door> => {
    const fabric = { LEDGER: 'fabric', FABRIC_PROFILE: site.profile('org1') }
    const home = await newHome({ ...fabric, DATABASE_URL: postgres.url, REDIS_URL: redis.url })
    // The same keys on every machine, and nothing else: what was last signed is each door's own memory.
    if (keysOf !== undefined)
      cpSync(keysOf.keyDir, home.keyDir, { recursive: true, filter: (file) => !file.endsWith('last-checkpoint') })
    const program = startProgram(home)
    await program.ready
    return { home, program }
  }
  const ackCount = (): number => readFileSync(acksFile(), 'utf8').split('\n').length - 1
  const acksFile = (): string => path.join(site.folder('acks'), 'acks')
  /** Until so many more are acknowledged; the longest time in milliseconds without one. */
  const streams = async (more: number): Promise<number> => {
    let [count, since, longest] = [ackCount(), performance.now(), 0]
    for (const wanted = count + more; count < wanted;) {
      await pause(20)
      const now = ackCount()
      longest = Math.max(longest, performance.now() - since)
      if (now > count) [count, since] = [now, performance.now()]
    }
    return longest
  }

  const networkPart = (name: string, part: () => Promise<string> | string): Fault => ({
    name,
    strike: async () => {
      const struck = site.network.part(await part())
      await struck.kill()
      return () => struck.start()
    },
  })
  const ownService = (name: string, of: () => FailingService): Fault => ({
    name,
    strike: async () => {
      await of().kill()
      return () => of().start()
    },
  })
  const faults: Fault[] = [
    networkPart('a peer of the own organisation', () => 'peer0.org1'),
    networkPart('the peer of the other organisation', () => 'peer0.org2'),
    networkPart('the leading orderer', () => site.network.raftLeader('trace')),
    networkPart('the chaincode server', () => 'chaincode.org1'),
    ownService('Redis', () => redis),
    ownService('PostgreSQL', () => postgres),
    {
      name: 'the door that projects',
      strike: async () => {
        const [first, second] = doors as [Door, Door]
        const struck = (await leads(first)) ? first : second
        await struck.program.kill()
        return async () => {
          struck.program = startProgram(struck.home)
          await struck.program.ready
        }
      },
    },
  ]

  beforeAll(async () => {
    site = await openFabricSite({
      organisations: [
        { name: 'org1', mspId: 'Org1MSP', peers: 2 },
        { name: 'org2', mspId: 'Org2MSP', peers: 1 },
      ],
    })
    ;[postgres, redis] = [await service('a PostgreSQL', startPostgres()), await service('a Redis', startRedis())]
    const first = await openHome()
    doors = [first, await openHome(first.home)]
    world = await makeWorld(first.home, lanes)
    const { login, place } = world
    const { url } = (doors[1] as Door).home
    const again = ['SERVER_BUSY' as const, 'READ_MODEL_BEHIND' as const, 'LEDGER_BUSY' as const]
    const plan = { url, login, password, place, acks: acksFile(), lanes: world.lanes, again }
    reader = createClient({ url })
    await reader.login(login, password)
    writer = await startWriter(plan, site.folder('acks'))
    const ended = once(writer, 'exit')
    for (let round = 0; round < rounds; round++)
      for (const { name, strike } of faults) {
        await streams(between)
        const restore = await strike()
        await pause(away)
        await restore()
        silences[name] = [...(silences[name] ?? []), Math.round(away + (await streams(between)))]
      }
    writer.send('finish')
    expect(await ended).toEqual([0, null])
    acks = readAcks(acksFile())
  }, patience)

  afterAll(async () => {
    writer?.kill('SIGKILL')
    for (const { program, home } of doors) {
      await program.kill()
      removeHome(home)
    }
    await postgres.stop()
    await redis.stop()
    await site.close()
  })

  test('have every acknowledged receipt on chain, and have logged nobody out', async () => {
    expect(acks.length).toBeGreaterThan(faults.length * between)
    expect(await missingOnChain(reader, acks)).toEqual([])
  }, 60_000)

  test('have each receipt once, in the order of the acknowledgements, and no other', async () => {
    const books = await tradeBooks(reader, world)
    for (const { no } of world.lanes) {
      const told = acks.filter(({ trade }) => trade === no).map(({ n, transaction }) => ({ n, transaction }))
      expect(books.get(no)?.receipts).toEqual(told)
    }
  }, 60_000)

  test('owe on each trade, and show to the buyer, what the acknowledged receipts leave', async () => {
    const [books, hand] = [await tradeBooks(reader, world), await onHand(reader, world)]
    for (const [no, received] of receivedOn(world, acks))
      expect([books.get(no)?.due, hand.get(no)]).toEqual([subtract(dispatched, received), received])
  }, 60_000)

  test('hold the same chain, each in a copy of its own', async () => {
    const told = acks.map(({ transaction }) => transaction).sort()
    const checkpoints: unknown[] = []
    for (const { home } of doors) {
      expect(receiptsInLedger(home)).toEqual(told)
      checkpoints.push(await (await fetch(`${home.url}/api/v1/log`)).json())
    }
    expect(checkpoints[1]).toMatchObject({ checkpoint: (checkpoints[0] as { checkpoint: string }).checkpoint })
    report(12, 'parts of a Fabric network, PostgreSQL, Redis and the projecting door killed under receipts', {
      kills: faults.length * rounds,
      acknowledged: acks.length,
      ackedLost: 0,
      doubled: 0,
      repeated: acks.filter(({ tries }) => tries > 1).length,
      longestSilenceMs: silences,
    })
  }, 60_000)
})
