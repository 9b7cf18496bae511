// A PostgreSQL that crashes and comes back again and again while receipts stream in: what was acknowledged is there, once, on chain and in the read model.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Client as Database } from 'pg'
import { subtract } from '@ectrace/shared/domain/decimal'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { startPostgres } from '../../tools/services/postgres.ts'
import type { FailingService } from '../../tools/services/service.ts'
import { counts, patience, quantile, report } from './faults/counts.ts'
import { killSeed, randomFrom } from './faults/random-moments.ts'
import { missingOnChain, onHand, readAcks, receiptsInLedger, receivedOn, tradeBooks } from './kill-books.ts'
import { newHome, removeHome, startProgram } from './kill-program.ts'
import type { Home, Program } from './kill-program.ts'
import { dispatched, makeWorld, password } from './kill-world.ts'
import type { World } from './kill-world.ts'
import type { Ack } from './kill-writer.ts'
import { startWriter } from './start-writer.ts'

const rounds = counts({ ci: 4, full: 40 })
const lanes = 8
/** Milliseconds: PostgreSQL is up at least and at most so long, and away at most so long. */
const [shortestLife, longestLife, longestRest] = [300, 1_000, 700]

type Part = { ok: boolean; height?: number }
type Parts = { vault: Part; ledger: Part; readModel: Part & { leads?: boolean } }

describe('a PostgreSQL that crashes while receipts stream in', () => {
  let postgres: FailingService
  let home: Home
  let world: World
  let program: Program
  let writer: ChildProcess | undefined
  let reader: Client
  let acks: Ack[]
  let longestAnswer = 0
  const recovery: number[] = []

  const partsOf = async (): Promise<Parts> => {
    const reply = await fetch(`${home.url}/readyz`)
    return ((await reply.json()) as { parts: Parts }).parts
  }
  /** Until the read model has what is on chain now; writing goes on meanwhile. */
  const caughtUp = async (): Promise<void> => {
    const { height = 0 } = (await partsOf()).ledger
    for (;;) {
      const { readModel } = await partsOf()
      if (readModel.ok && (readModel.height ?? 0) >= height) return
      await pause(20)
    }
  }
  /** Until rows are answered for, and the projection goes on. */
  const leadsAgain = async (): Promise<void> => {
    for (;;) {
      const { vault, readModel } = await partsOf()
      if (vault.ok && readModel.ok && readModel.leads === true) return
      await pause(20)
    }
  }
  /** Somebody who asks all the time, and must hear something each time. */
  const askOn = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const began = performance.now()
      // When the test ends before its time, nobody answers.
      const { status } = await fetch(`${home.url}/api/v1/log`).catch(() => ({ status: 200 }))
      longestAnswer = Math.max(longestAnswer, performance.now() - began)
      expect([200, 503]).toContain(status)
      await pause(10)
    }
  }

  beforeAll(async () => {
    const own = await startPostgres()
    if (own === undefined)
      throw new Error('this test needs a PostgreSQL that is installed (apt-get install postgresql)')
    postgres = own
    home = await newHome({ DATABASE_URL: postgres.url })
    program = startProgram(home)
    await program.ready
    world = await makeWorld(home, lanes)
    const { login, place } = world
    const file = path.join(home.folder, 'acks')
    // Answers while the rows are away; nothing else may be heard.
    const again = ['SERVER_BUSY' as const, 'READ_MODEL_BEHIND' as const]
    const plan = { url: home.url, login, password, place, acks: file, lanes: world.lanes, again }
    reader = createClient({ url: home.url })
    await reader.login(login, password)
    writer = await startWriter(plan, home.folder)
    const ended = once(writer, 'exit')
    const asking = new AbortController()
    const asked = askOn(asking.signal)
    console.log(`KILL_SEED=${String(killSeed)}`)
    const random = randomFrom(killSeed)
    for (let round = 0; round < rounds; round++) {
      await pause(shortestLife + random() * (longestLife - shortestLife))
      await postgres.kill()
      await pause(random() * longestRest)
      const began = performance.now()
      await postgres.start()
      await leadsAgain()
      recovery.push(performance.now() - began)
    }
    await pause(longestLife)
    writer.send('finish')
    expect(await ended).toEqual([0, null])
    asking.abort()
    await asked
    acks = readAcks(file)
    await caughtUp()
  }, patience)

  afterAll(async () => {
    writer?.kill('SIGKILL')
    await program.kill()
    await postgres.stop()
    removeHome(home)
  })

  test('was really away amid work: receipts were acknowledged, and others had to be repeated', () => {
    expect(acks.length).toBeGreaterThan(rounds * 2)
    expect(acks.filter(({ tries }) => tries > 1).length).toBeGreaterThan(rounds)
  })

  test(
    'lost nothing that was acknowledged, and logged nobody out',
    async () => {
      expect(await missingOnChain(reader, acks)).toEqual([])
    },
    patience,
  )

  test('has each receipt once, in the order of the acknowledgements, and no other', async () => {
    const books = await tradeBooks(reader, world)
    for (const { no } of world.lanes) {
      const told = acks.filter(({ trade }) => trade === no).map(({ n, transaction }) => ({ n, transaction }))
      expect(books.get(no)?.receipts).toEqual(told)
    }
  })

  test('owes on each trade, and shows to the buyer, what the acknowledged receipts leave', async () => {
    const [books, hand] = [await tradeBooks(reader, world), await onHand(reader, world)]
    for (const [no, received] of receivedOn(world, acks)) {
      expect([books.get(no)?.due, hand.get(no)]).toEqual([subtract(dispatched, received), received])
    }
  })

  test('holds the same receipts in the ledger and in the read model, which was never begun anew', async () => {
    const database = new Database({ connectionString: postgres.url })
    await database.connect()
    const { rows } = await database.query<{ transaction: string }>(
      `select "transaction" from read_model_trace.record where name = 'confirmReceipt'`,
    )
    await database.end()
    expect(await program.stop()).toBe(0)
    const told = acks.map(({ transaction }) => transaction).sort()
    expect(rows.map(({ transaction }) => transaction).sort()).toEqual(told)
    expect(receiptsInLedger(home)).toEqual(told)
    report(0, 'PostgreSQL crashes and comes back while eight clients stream receipts', {
      crashes: rounds,
      acknowledged: acks.length,
      ackedLost: 0,
      doubled: 0,
      repeated: acks.filter(({ tries }) => tries > 1).length,
      projectsAgainP50Ms: quantile(recovery, 0.5),
      projectsAgainMaxMs: quantile(recovery, 1),
      longestAnswerMs: Math.round(longestAnswer),
    })
  }, 30_000)
})
