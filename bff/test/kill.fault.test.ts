// A server killed at random moments while receipts stream in: what it acknowledged is there after each restart, once, and nothing else.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { subtract } from '@ectrace/shared/domain/decimal'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import {
  doneBeforeRepeat,
  holdingsOf,
  missingOnChain,
  onHand,
  readAcks,
  receiptsInFiles,
  receivedOn,
  tradeBooks,
} from './kill-books.ts'
import { newHome, removeHome, startProgram, verifyHome } from './kill-program.ts'
import type { Home, Program } from './kill-program.ts'
import { batchOfLane, dispatched, makeWorld, password } from './kill-world.ts'
import type { World } from './kill-world.ts'
import type { Ack } from './kill-writer.ts'
import { startWriter } from './start-writer.ts'
import { counts, patience, quantile, report } from './faults/counts.ts'
import { killSeed, randomFrom } from './faults/random-moments.ts'

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

const rounds = counts({ ci: 12, full: 50 })
const lanes = 20
/** Milliseconds: a server lives at most so long after its first receipt, and one of four restarts is cut as well, at most so far into it. */
const [longestLife, longestStart] = [500, 900]

describe('a server that is killed again and again while receipts stream in', () => {
  let home: Home
  let world: World
  let program: Program
  let writer: ChildProcess | undefined
  let reader: Client
  let acks: Ack[]
  const recovery: number[] = []

  const start = async (): Promise<void> => {
    const began = performance.now()
    program = startProgram(home)
    await program.ready
    recovery.push(performance.now() - began)
  }

  /** Until more has been acknowledged than the server found when it started: how soon that is depends on the machine. */
  const acknowledged = async (file: string): Promise<void> => {
    const before = sizeOf(file)
    while (sizeOf(file) === before) await pause(20)
  }

  const killAtRandom = async (random: () => number, file: string): Promise<void> => {
    await acknowledged(file)
    await pause(random() * longestLife)
    await program.kill()
    if (random() < 0.25) {
      const starting = startProgram(home)
      await pause(random() * longestStart)
      await starting.kill()
    }
    await start()
  }

  beforeAll(
    async () => {
      home = await newHome()
      await start()
      world = await makeWorld(home, lanes)
      const { login, place } = world
      const plan = { url: home.url, login, password, place, acks: path.join(home.folder, 'acks'), lanes: world.lanes }
      writer = await startWriter(plan, home.folder)
      const ended = once(writer, 'exit')
      console.log(`KILL_SEED=${String(killSeed)}`)
      const random = randomFrom(killSeed)
      for (let round = 0; round < rounds; round++) await killAtRandom(random, plan.acks)
      writer.send('finish')
      expect(await ended).toEqual([0, null])
      acks = readAcks(plan.acks)
      reader = createClient({ url: home.url })
      await reader.login(login, password)
    },
    counts({ ci: 150_000, full: 1_200_000 }),
  )

  afterAll(async () => {
    writer?.kill('SIGKILL')
    await program.kill()
    removeHome(home)
  })

  test('was really killed amid work: receipts were acknowledged, and others had to be repeated', () => {
    expect(acks.length).toBeGreaterThan(rounds * 2)
    expect(acks.filter(({ tries }) => tries > 1).length).toBeGreaterThan(rounds)
  })

  test(
    'has every acknowledged transaction on chain',
    async () => {
      expect(await missingOnChain(reader, acks)).toEqual([])
    },
    patience,
  )

  test('has each receipt once, in the order of the acknowledgements, and no other', async () => {
    const books = await tradeBooks(reader, world)
    for (const { no } of world.lanes) {
      const told = acks.filter(({ trade }) => trade === no).map(({ n, transaction }) => ({ n, transaction }))
      expect(told.map(({ n }) => n)).toEqual(told.map((_ack, i) => i))
      expect(books.get(no)?.receipts).toEqual(told)
    }
  })

  test('owes on each trade, and shows to the buyer, what the acknowledged receipts leave', async () => {
    const [books, hand] = [await tradeBooks(reader, world), await onHand(reader, world)]
    for (const [no, received] of receivedOn(world, acks)) {
      expect([books.get(no)?.due, hand.get(no)]).toEqual([subtract(dispatched, received), received])
    }
  })

  describe('once stopped', () => {
    beforeAll(async () => {
      expect(await program.stop()).toBe(0)
    }, 20_000)

    test('holds the same receipts in the ledger and in the read model', () => {
      const told = acks.map(({ transaction }) => transaction).sort()
      expect(receiptsInFiles(home)).toEqual({ ledger: told, records: told })
      const done = doneBeforeRepeat(home, acks)
      const repeated = acks.filter(({ tries }) => tries > 1).length
      report(1, 'random kills of the whole server while twenty clients stream receipts', {
        kills: rounds,
        acknowledged: acks.length,
        ackedLost: 0,
        doubled: 0,
        repeated,
        repeatedOnChainAlready: done,
        recoveryP50Ms: quantile(recovery, 0.5),
        recoveryP99Ms: quantile(recovery, 0.99),
      })
    })

    test('holds what the model says: the buyer on hand, the supplier in transit', () => {
      const received = receivedOn(world, acks)
      const byBatch = (quantity: (received: string) => string): Map<string, string> =>
        new Map(world.lanes.map((lane) => [batchOfLane(lane), quantity(received.get(lane.no) ?? '0')]))
      expect(holdingsOf(home, world.buyer, 'on_hand')).toEqual(byBatch((quantity) => quantity))
      expect(holdingsOf(home, world.supplier, 'in_transit')).toEqual(
        byBatch((quantity) => subtract(dispatched, quantity)),
      )
    })

    test(
      'passes verify',
      async () => {
        expect(await verifyHome(home)).toMatchObject({ code: 0, said: expect.stringContaining('The ledger is whole') })
      },
      patience,
    )
  })
})
