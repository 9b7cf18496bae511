// The fast store in a real Redis (TEST_REDIS_URL): the behaviour of every fast store, and what only a shared one shows.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, test } from '@jest/globals'
import { Redis } from 'ioredis'
import { boundedStore } from './bounded-store.ts'
import { fastStoreConformance } from './fast-store.conformance.ts'
import { redisStore } from './redis-store.ts'

const address = process.env.TEST_REDIS_URL ?? ''
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
  throw new Error('Redis does not answer at TEST_REDIS_URL')
}

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
