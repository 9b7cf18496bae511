// The fast store in this process's memory: bounded, least recently used out first.
import type { FastStore, Hit } from './fast-store.ts'

type Kept = { value: string; until: number } | { count: number; until: number }

/** Entries kept: about 10 MB. A flood of keys pushes out old counts, which only makes a limit start anew. */
const defaultLimit = 50_000

/** `clock` in milliseconds. */
export const boundedStore = (limit = defaultLimit, clock: () => number = Date.now): FastStore => {
  const kept = new Map<string, Kept>()
  const live = (key: string): Kept | undefined => {
    const found = kept.get(key)
    if (found !== undefined && found.until > clock()) return found
    kept.delete(key)
    return undefined
  }
  const keep = (key: string, entry: Kept): void => {
    kept.delete(key)
    kept.set(key, entry)
    const [oldest] = kept.keys()
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest)
  }
  const hit = (key: string, windowSeconds: number, most: number): Hit => {
    const found = live(key)
    const counted =
      found !== undefined && 'count' in found ? found : { count: 0, until: clock() + windowSeconds * 1_000 }
    const next = { count: counted.count + 1, until: counted.until }
    keep(key, next)
    const allowed = next.count <= most
    return { allowed, retryAfter: allowed ? 0 : Math.ceil((next.until - clock()) / 1_000) }
  }
  const get = (key: string): string | undefined => {
    const found = live(key)
    if (found === undefined || !('value' in found)) return undefined
    keep(key, found)
    return found.value
  }
  return {
    hit: (key, windowSeconds, most) => Promise.resolve(hit(key, windowSeconds, most)),
    get: (key) => Promise.resolve(get(key)),
    set: (key, value, ttlSeconds) => {
      keep(key, { value, until: clock() + ttlSeconds * 1_000 })
      return Promise.resolve()
    },
    del: (key) => {
      kept.delete(key)
      return Promise.resolve()
    },
    close: () => {
      kept.clear()
      return Promise.resolve()
    },
  }
}
