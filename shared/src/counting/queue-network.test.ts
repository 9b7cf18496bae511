// Phones, a server and a network that loses, repeats and reorders, with a crash at any point: everybody ends in the same count.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canonical } from '../proof/canonical.ts'
import type { CountAct, CountOperation } from './operation.ts'
import { indexKey } from './queue-storage.ts'
import { countOf, emptyQueue, operationsOf } from './queue.ts'
import type { OperationAnswer, Queue, QueueEffect, QueueEvent } from './queue.ts'
import { reduceCount } from './reduce-count.ts'
import { reduceQueue } from './reduce-queue.ts'

const trade = '0123456789ABCDEFGHJK'
const uuid = (kind: number, n: number): string =>
  `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
const item = (n: number): string => `/s/01/06901234567892/10/L1/21/${String(n).padStart(20, '0')}`
const page = 7

/** The server as it is meant to be: each id once, in the order of arrival. */
const openServer = () => {
  const operations: CountOperation[] = []
  const take = (operation: CountOperation): OperationAnswer => {
    const known = operations.find(({ id }) => id === operation.id)
    if (known === undefined) operations.push(operation)
    else if (canonical(known) !== canonical(operation))
      return { id: operation.id, outcome: 'conflict', code: 'IDEMPOTENCY_MISMATCH', details: {} }
    return { id: operation.id, outcome: known === undefined ? 'kept' : 'duplicate' }
  }
  const answer = ({ operations: given, since }: Extract<QueueEffect, { type: 'send' }>): QueueEvent => {
    const answers = given.map(take)
    const cursor = Math.min(since + page, operations.length)
    const more = cursor < operations.length
    return { type: 'answered', trade, answers, operations: operations.slice(since, cursor), cursor, more }
  }
  return { operations, answer }
}

type Message =
  | { to: 'server'; phone: number; sent: Extract<QueueEffect, { type: 'send' }> }
  | { to: 'phone'; phone: number; event: QueueEvent }

const openWorld = (count: number) => {
  const server = openServer()
  const network: Message[] = []
  const acknowledged = new Set<string>()
  let ids = 0

  const openPhone = (phone: number) => {
    const disk = new Map<string, string>()
    let state: Queue = emptyQueue(uuid(1, phone))
    let write: Extract<QueueEffect, { type: 'write' }> | undefined
    const carryOut = (effect: QueueEffect): void => {
      if (effect.type === 'write') write = effect
      if (effect.type === 'send') network.push({ to: 'server', phone, sent: effect })
      if (effect.type === 'acknowledge') for (const id of effect.ids) acknowledged.add(id)
    }
    const take = (event: QueueEvent): void => {
      const step = reduceQueue(state, event)
      state = step.state
      step.effects.forEach(carryOut)
    }
    /** The first `entries` of what is being written reach the disk. */
    const reach = (entries: number): void => {
      for (const { key, text } of write?.entries.slice(0, entries) ?? []) {
        if (text === undefined) disk.delete(key)
        else disk.set(key, text)
      }
      write = undefined
    }
    const finish = (entries?: number): void => {
      if (write === undefined) return
      reach(entries ?? write.entries.length)
      take({ type: entries === undefined ? 'persisted' : 'persist_failed' })
    }
    const restart = (entries: number): void => {
      reach(entries)
      state = emptyQueue('')
      ids += 1
      const shards = [...disk].flatMap(([key, value]) =>
        key === indexKey ? [] : [{ n: Number(key.split('.')[1]), value }],
      )
      take({ type: 'loaded', index: disk.get(indexKey), shards, fresh: uuid(2, ids) })
    }
    const make = (act: CountAct, second: number): void => {
      ids += 1
      const at = new Date(1_764_000_000_000 + second * 1000).toISOString()
      take({ type: 'made', id: uuid(3, ids), trade, at, by: `U${'A'.repeat(19)}`, act })
    }
    restart(0)
    return { take, finish, restart, make, now: () => state, busy: () => write !== undefined }
  }
  const phones = Array.from({ length: count }, (_, i) => openPhone(i))

  const deliver = (at: number, keep: boolean): void => {
    const [message] = keep ? network.slice(at, at + 1) : network.splice(at, 1)
    if (message === undefined) return
    if (message.to === 'phone') phones[message.phone]?.take(message.event)
    else network.push({ to: 'phone', phone: message.phone, event: server.answer(message.sent) })
  }

  /** Everybody starts again with what it has kept, and the network is kind. */
  const settle = (): void => {
    network.length = 0
    for (const phone of phones) phone.restart(0)
    for (const phone of phones) phone.take({ type: 'online' })
    for (let round = 0; round < 4; round++) {
      for (const phone of phones) phone.take({ type: 'send_due', trade })
      while (network.length > 0 || phones.some(({ busy }) => busy())) {
        for (const phone of phones) phone.finish()
        deliver(0, false)
      }
    }
  }
  return { server, network, phones, acknowledged, deliver, settle }
}

const acts: fc.Arbitrary<CountAct> = fc.oneof(
  fc
    .nat(9)
    .map((n): CountAct => ({ kind: 'scan', unit: item(n), verdict: 'hit', rejected: n % 3 === 0, line: 1, each: '1' })),
  fc.nat(9).map((n): CountAct => ({ kind: 'enter', field: 'accepted', text: String(n), beside: '0', line: 2 })),
  fc.nat(30).map((n): CountAct => ({ kind: 'undo', of: uuid(3, n) })),
  fc.constant<CountAct>({ kind: 'clear' }),
  fc.nat(30).map((n): CountAct => ({ kind: 'taken', upTo: { [uuid(1, n % 3)]: n + 1 } })),
)
const step = fc.record({
  kind: fc.constantFrom(
    ...(['make', 'make', 'make', 'write', 'write', 'fail', 'deliver', 'deliver', 'deliver', 'repeat', 'lose'] as const),
    ...(['crash', 'online', 'online', 'offline', 'due'] as const),
  ),
  phone: fc.nat(2),
  at: fc.nat(9),
  act: acts,
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const play = (steps: readonly Step[]) => {
  const world = openWorld(3)
  const { phones, network, deliver } = world
  steps.forEach(({ kind, phone: n, at, act }, second) => {
    const phone = phones[n]
    if (phone === undefined) return
    const index = network.length === 0 ? 0 : at % network.length
    const played: Record<typeof kind, () => void> = {
      make: () => phone.make(act, second),
      write: () => phone.finish(),
      fail: () => phone.finish(at % 2),
      deliver: () => deliver(index, false),
      repeat: () => deliver(index, true),
      lose: () => {
        const [lost] = network.splice(index, 1)
        if (lost !== undefined) phones[lost.phone]?.take({ type: 'lost', trade })
      },
      crash: () => phone.restart(at % 3),
      online: () => phone.take({ type: 'online' }),
      offline: () => phone.take({ type: 'offline' }),
      due: () => phone.take({ type: 'send_due', trade }),
    }
    played[kind]()
  })
  world.settle()
  return world
}

const check = ({ server, phones, acknowledged }: ReturnType<typeof play>): void => {
  const ids = server.operations.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const numbers = server.operations.map(({ device, sequence }) => `${device} ${String(sequence)}`)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect([...acknowledged].filter((id) => !ids.includes(id))).toEqual([])
  const count = reduceCount(server.operations)
  for (const phone of phones) {
    expect(operationsOf(phone.now(), trade)).toHaveLength(server.operations.length)
    expect(countOf(phone.now(), trade)).toEqual(count)
  }
}

test('phones and server end in the same count: no acknowledged operation is lost, none is there twice', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      check(play(steps))
    }),
    { numRuns: 300 },
  )
})

test('so they do when what is counted fills several shards', () => {
  const long = fc.array(step, { minLength: 3_000, maxLength: 3_000, size: 'max' })
  let most = 0
  // Without shrinking: a history of this length takes minutes to shrink, and its seed is enough to play it again.
  for (const [seed, steps] of fc.sample(long, { numRuns: 3, seed: 4711 }).entries()) {
    const many = steps.flatMap((one) =>
      one.kind === 'make' ? [one, { ...one, kind: 'write' as const }, { ...one, phone: 0 }] : [one],
    )
    const world = play(many)
    most = Math.max(most, ...world.phones.map((phone) => phone.now().shards.length))
    check(world)
    expect([seed, world.acknowledged.size > 100]).toEqual([seed, true])
  }
  expect(most).toBeGreaterThan(1)
})
