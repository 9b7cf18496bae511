// For tests of counting: trades on their way to the shop, its people, and a phone whose queue speaks to the real door.
import { randomUUID } from 'node:crypto'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CountAct } from '@ectrace/shared/counting/operation'
import { countRows } from '@ectrace/shared/counting/count-rows'
import { emptyQueue, operationsOfReceipt } from '@ectrace/shared/counting/queue'
import type { Queue, QueueEffect, QueueEvent, QueuedReceipt } from '@ectrace/shared/counting/queue'
import { indexKey } from '@ectrace/shared/counting/queue-storage'
import { reduceCount } from '@ectrace/shared/counting/reduce-count'
import { reduceQueue } from '@ectrace/shared/counting/reduce-queue'
import { AppError } from '@ectrace/shared/errors'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import type { Json } from '@ectrace/shared/proof/canonical'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { firstPlaceOf } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

/** Offers, agrees and dispatches pieces of the distributor's yoghurt to the shop; in bulk unless units are named. */
export const dispatchToShop = async (demo: Demo, quantities: readonly string[]): Promise<string> => {
  const [supplier, shop] = [await demo.as('shunda.trader'), await demo.as('baiwei.trader')]
  const batch = (await supplier.call(endpoints.batches, { query: {} })).items[0]
  const buyer = (await shop.call(endpoints.me, {})).organisation.id
  const lines = quantities.map((quantity) => ({ product: batch?.product.id ?? '', quantity, unit: 'H87' as const }))
  const { no } = await supplier.call(endpoints.offerTrade, { body: { buyer, lines } })
  await shop.call(endpoints.acceptTrade, { params: { no }, body: {} })
  const loads = quantities.map((quantity, i) => ({ fills: i + 1, batch: batch?.id ?? '', quantity }))
  const place = await firstPlaceOf(supplier)
  const body = { place, dispatchedAt: new Date().toISOString(), lines: loads }
  await supplier.call(endpoints.dispatchTrade, { params: { no }, body })
  return no
}

export type Person = { client: Client; user: string }

/** Enrols one more of the shop's warehouse staff. */
export const enrolWarehouse = async (demo: Demo, login: string): Promise<Person> => {
  const admin = await demo.as('baiwei.admin')
  const password = 'demo-password'
  const { user } = await admin.call(endpoints.enrolUser, { body: { login, password, roles: ['warehouse'] } })
  const client = createClient({ url: demo.door.url })
  await client.login(login, password)
  return { client, user }
}

export const personOf = async (client: Client): Promise<Person> => ({
  client,
  user: (await client.call(endpoints.me, {})).user,
})

type Rows = NonNullable<BodyOf<typeof endpoints.confirmReceipt>>['lines']

/** A phone: its disk, its queue, and a line to the door that may be cut. */
export const openPhone = ({ client, user }: Person, no: string, expectation: ShownExpectation, place: string) => {
  const disk = new Map<string, string>()
  let state: Queue = emptyQueue(randomUUID())
  let work: Promise<void> = Promise.resolve()
  let cut: 'before' | 'after' | undefined

  const write = (effect: Extract<QueueEffect, { type: 'write' }>): void => {
    for (const { key, text } of effect.entries) {
      if (text === undefined) disk.delete(key)
      else disk.set(key, text)
    }
    take({ type: 'persisted' })
  }
  /** `before`: the request is lost; `after`: the server had it, its answer is lost. */
  const overTheLine = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
    const how = cut
    cut = undefined
    if (how === 'before') return undefined
    const answer = await ask()
    return how === 'after' ? undefined : answer
  }
  const send = async ({ operations, since }: Extract<QueueEffect, { type: 'send' }>): Promise<void> => {
    const body = { operations: [...operations], since }
    const answer = await overTheLine(() => client.call(endpoints.count, { params: { no }, body }))
    take(answer === undefined ? { type: 'lost', trade: no } : { type: 'answered', trade: no, ...answer })
  }
  const refusedBy = (error: unknown): Extract<QueueEvent, { type: 'receipt_answered' }>['answer'] => {
    if (!(error instanceof AppError)) throw error
    return { outcome: 'refused', code: error.code, details: error.details as Record<string, Json> }
  }
  const submit = async (receipt: QueuedReceipt): Promise<void> => {
    const { trade, key, kind } = receipt
    const lines = countRows(expectation.lines, reduceCount(operationsOfReceipt(state, receipt))) as Rows
    const confirmed = client
      .call(endpoints.confirmReceipt, { params: { no }, key, body: { kind, place, lines } })
      .then(({ transaction }) => ({ outcome: 'on_chain' as const, transaction }), refusedBy)
    const answer = await overTheLine(() => confirmed)
    take(answer === undefined ? { type: 'receipt_lost', trade } : { type: 'receipt_answered', trade, key, answer })
  }
  const take = (event: QueueEvent): void => {
    const step = reduceQueue(state, event)
    state = step.state
    for (const effect of step.effects) {
      if (effect.type === 'write') write(effect)
      if (effect.type === 'send') work = work.then(() => send(effect))
      if (effect.type === 'submit') work = work.then(() => submit(effect.receipt))
    }
  }
  const restart = (): void => {
    const shards = [...disk].flatMap(([key, value]) =>
      key === indexKey ? [] : [{ n: Number(key.split('.')[1]), value }],
    )
    take({ type: 'loaded', index: disk.get(indexKey), shards, fresh: randomUUID() })
  }
  restart()
  return {
    take,
    restart,
    now: (): Queue => state,
    cutNext: (how: 'before' | 'after'): void => {
      cut = how
    },
    make: (act: CountAct): void =>
      take({ type: 'made', id: randomUUID(), trade: no, at: new Date().toISOString(), by: user, act }),
    /** Until nothing is on its way any more. */
    quiet: async (): Promise<void> => {
      for (let before: Promise<void> | undefined; before !== work;) {
        before = work
        await before
      }
    },
  }
}

/** One piece that hits its line. */
export const scan = (unit: string, line = 1): CountAct => ({
  kind: 'scan',
  unit,
  verdict: 'hit',
  rejected: false,
  line,
  each: '1',
})

/** A typed number. */
export const enter = (text: string, line = 1): CountAct => ({
  kind: 'enter',
  field: 'accepted',
  text,
  beside: '0',
  line,
})
