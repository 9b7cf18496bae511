// The fast store: rate limits, session cache and hints. Nothing here is ever needed for a right answer; emptying it only costs time.
import { boundedStore } from './bounded-store.ts'

/** `retryAfter`: seconds until the window ends, 0 when allowed. */
export type Hit = { allowed: boolean; retryAfter: number }

/** No method throws. Times are in seconds. */
export type FastStore = {
  /** Counts one use of `key`; the window begins with its first use. Allowed up to `limit` uses. */
  hit(key: string, windowSeconds: number, limit: number): Promise<Hit>
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlSeconds: number): Promise<void>
  del(key: string): Promise<void>
  close(): Promise<void>
}

/**
 * Redis when an address is given; while it does not answer, and without one, the store is this process's own memory. The client is loaded only
 * where it is used.
 */
export const openFastStore = async (redisUrl: string | undefined): Promise<FastStore> => {
  const own = boundedStore()
  if (redisUrl === undefined) return own
  const { redisStore } = await import('./redis-store.ts')
  return redisStore(redisUrl, own)
}
