// The fast store in Redis, shared by several processes; while Redis does not answer, each process uses its own memory.
import { Redis } from 'ioredis'
import type { FastStore, Hit } from './fast-store.ts'

/** Longer than a healthy round trip by far, and short beside a page. */
const patienceMs = 250
const longestRetryMs = 5_000

/** Count and window in one step: a key that counts always has an end. */
const hitScript = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`

const hitOf = (reply: unknown, limit: number): Hit => {
  const [count, left] = Array.isArray(reply) ? reply.map(Number) : []
  if (count === undefined || left === undefined) throw new TypeError('Redis gave no count')
  const allowed = count <= limit
  return { allowed, retryAfter: allowed ? 0 : Math.max(1, Math.ceil(left / 1_000)) }
}

/** `own` serves while Redis is away. Every key stands under `prefix`. */
export const redisStore = (url: string, own: FastStore, prefix = 'ectrace:'): FastStore => {
  const redis = new Redis(url, {
    keyPrefix: prefix,
    commandTimeout: patienceMs,
    connectTimeout: longestRetryMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(times * 100, longestRetryMs),
  })
  // Each failed command is answered from memory; without a listener a lost connection would end the process.
  redis.on('error', () => undefined)
  const orOwn = async <T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
    if (redis.status !== 'ready') return otherwise()
    try {
      return await ask()
    } catch {
      return otherwise()
    }
  }
  return {
    hit: (key, windowSeconds, limit) =>
      orOwn(
        async () => hitOf(await redis.eval(hitScript, 1, key, windowSeconds * 1_000), limit),
        () => own.hit(key, windowSeconds, limit),
      ),
    get: (key) =>
      orOwn(
        async () => (await redis.get(key)) ?? undefined,
        () => own.get(key),
      ),
    set: (key, value, ttlSeconds) =>
      orOwn(
        async () => {
          await redis.set(key, value, 'PX', ttlSeconds * 1_000)
        },
        () => own.set(key, value, ttlSeconds),
      ),
    del: async (key) => {
      // Both: what was kept while Redis was away must not come back when it is away again.
      await own.del(key)
      await orOwn(
        async () => {
          await redis.del(key)
        },
        () => Promise.resolve(),
      )
    },
    close: async () => {
      redis.disconnect()
      await own.close()
    },
  }
}
