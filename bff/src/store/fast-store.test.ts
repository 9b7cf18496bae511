// The fast store in memory and in Redis (REDIS_URL or 127.0.0.1:6379, database 9), and what happens when Redis goes away.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, test } from '@jest/globals'
import { Redis } from 'ioredis'
import { boundedStore } from './bounded-store.ts'
import { fastStoreConformance } from './fast-store.conformance.ts'
import { openFastStore } from './fast-store.ts'
import { redisStore } from './redis-store.ts'

const address = 'redis://127.0.0.1:6379/9'
const prefix = `test-${randomUUID()}:`
const redis = new Redis(address, { lazyConnect: true })

afterAll(async () => {
  const keys = await redis.keys(`${prefix}*`)
  if (keys.length > 0) await redis.del(...keys)
  redis.disconnect()
})

/** Waits until a value set through the store has arrived in Redis itself: before that the store would test its own memory. */
const connected = async (): Promise<ReturnType<typeof redisStore>> => {
  const store = redisStore(address, boundedStore(), prefix)
  const probe = randomUUID()
  for (let n = 0; n < 100; n++) {
    await store.set('probe', probe, 60)
    if ((await redis.get(`${prefix}probe`)) === probe) return store
    await wait(20)
  }
  throw new Error('Redis at 127.0.0.1:6379 does not answer')
}

fastStoreConformance('in this process', () => Promise.resolve(openFastStore(undefined)))
fastStoreConformance('in Redis', connected)

describe('the fast store in Redis', () => {
  test('shares counts between two processes', async () => {
    const [one, other] = [await connected(), await connected()]
    await one.hit('shared', 60, 2)
    await other.hit('shared', 60, 2)
    expect((await one.hit('shared', 60, 2)).allowed).toBe(false)
    await Promise.all([one.close(), other.close()])
  })

  test('leaves no key without an end', async () => {
    const store = await connected()
    await store.hit('ends', 60, 1)
    await store.set('ends-too', 'x', 60)
    const ends = await Promise.all(['ends', 'ends-too'].map((key) => redis.pttl(prefix + key)))
    for (const end of ends) expect(end).toBeGreaterThan(50_000)
    await store.close()
  })
})

describe('the fast store when Redis is away', () => {
  test('works from memory when nobody listens, and closes', async () => {
    const store = openFastStore('redis://127.0.0.1:1/0')
    await store.set('key', 'value', 60)
    expect(await store.get('key')).toBe('value')
    expect((await store.hit('rate', 60, 1)).allowed).toBe(true)
    expect((await store.hit('rate', 60, 1)).allowed).toBe(false)
    await store.del('key')
    expect(await store.get('key')).toBeUndefined()
    await store.close()
  })

  test('answers from memory within half a second when Redis accepts and then says nothing', async () => {
    const sockets = new Set<Socket>()
    // Answers the greeting, so that the client counts as ready, and nothing after it.
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        const commands = data.toString().toLowerCase()
        if (commands.includes('info')) socket.write('$15\r\nredis_version:7\r\n')
        else if (!commands.includes('eval')) socket.write('+OK\r\n')
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const store = openFastStore(`redis://127.0.0.1:${(server.address() as AddressInfo).port}/0`)
    await wait(300)
    const started = performance.now()
    expect(await store.hit('rate', 60, 5)).toEqual({ allowed: true, retryAfter: 0 })
    expect(performance.now() - started).toBeLessThan(500)
    await store.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
})

describe('the fast store in this process', () => {
  test('is bounded: the least recently used goes first', async () => {
    const store = boundedStore(3)
    for (const key of ['a', 'b', 'c']) await store.set(key, key, 60)
    await store.get('a')
    await store.set('d', 'd', 60)
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => store.get(key)))).toEqual(['a', undefined, 'c', 'd'])
  })

  test('goes by the clock that it is given', async () => {
    let now = 1_000
    const store = boundedStore(10, () => now)
    await store.hit('rate', 10, 1)
    now += 9_500
    expect(await store.hit('rate', 10, 1)).toEqual({ allowed: false, retryAfter: 1 })
    now += 500
    expect(await store.hit('rate', 10, 1)).toEqual({ allowed: true, retryAfter: 0 })
  })
})
