// Limits by address (requests of a kind, scans that found nothing), by caller (requests, how many at once) and of the whole door.
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import type { FastStore } from '../store/fast-store.ts'
import { addressKey } from './address-key.ts'

export type LimitKind = 'read' | 'scan' | 'login' | 'register' | 'report'

export type Limits = {
  /** Counts one request. Throws RATE_LIMITED with `retryAfter` in seconds. */
  take(kind: LimitKind, ip: string): Promise<void>
  /** Waits for a look-up; one that finds no code counts as a miss, and too many misses close the door for a while. */
  countingMisses<T>(ip: string, work: Promise<T>): Promise<T>
  /** Does `work` as one request of a logged-in user. Throws RATE_LIMITED when there are too many a minute or at once. */
  forCaller<T>(user: string, kind: 'write' | 'query', work: () => Promise<T>): Promise<T>
  /** Does `work` if the door has room for one more. Throws SERVER_BUSY. */
  withinDoor<T>(work: () => Promise<T>): Promise<T>
}

/** Requests a minute from one address. */
const perMinute: Record<LimitKind, number> = { read: 600, scan: 300, login: 120, register: 120, report: 10 }
/** Requests a minute of one user: far above what a person or a scanner line does. */
const perCaller = { write: 1_200, query: 6_000 }
/** Requests being worked on at once: each may hold a body of a megabyte. */
const atOnce = { caller: 64, door: 512 }
/** Codes that do not exist, in five minutes: a person mistypes a few, a guesser tries thousands. */
const misses = { window: 300, limit: 30 }
const missCodes: readonly ErrorCode[] = ['CODE_UNKNOWN', 'CODE_FORGED', 'CODE_CHECK_DIGIT', 'NOT_FOUND']

const limited = (retryAfter: number): AppError => new AppError('RATE_LIMITED', { details: { retryAfter } })

const isMiss = (error: unknown): boolean => error instanceof AppError && missCodes.includes(error.code)

/** Counts what is being worked on by key; `most` of one key at a time, the rest gets what `refuse` makes. */
const openGate = (most: number, refuse: () => AppError) => {
  const open = new Map<string, number>()
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const now = open.get(key) ?? 0
    if (now >= most) throw refuse()
    open.set(key, now + 1)
    try {
      return await work()
    } finally {
      const left = (open.get(key) ?? 1) - 1
      if (left === 0) open.delete(key)
      else open.set(key, left)
    }
  }
}

/** `factor` multiplies every limit but the door's own, which keeps its memory bounded (setting RATE_FACTOR). */
export const createLimits = (fast: FastStore, factor: number): Limits => {
  const take: Limits['take'] = async (kind, ip) => {
    const address = addressKey(ip)
    const { allowed, retryAfter } = await fast.hit(`rate:${kind}:${address}`, 60, perMinute[kind] * factor)
    if (!allowed) throw limited(retryAfter)
    if (kind === 'scan' && (await fast.get(`misses-over:${address}`)) !== undefined) throw limited(misses.window)
  }
  const countingMisses: Limits['countingMisses'] = async (ip, work) => {
    try {
      return await work
    } catch (error) {
      if (isMiss(error)) {
        const address = addressKey(ip)
        const { allowed, retryAfter } = await fast.hit(`misses:${address}`, misses.window, misses.limit * factor)
        if (!allowed) await fast.set(`misses-over:${address}`, '1', retryAfter)
      }
      throw error
    }
  }
  const caller = openGate(atOnce.caller * factor, () => limited(1))
  const door = openGate(atOnce.door, () => new AppError('SERVER_BUSY'))
  const forCaller: Limits['forCaller'] = (user, kind, work) =>
    caller(user, async () => {
      const { allowed, retryAfter } = await fast.hit(`rate:${kind}:${user}`, 60, perCaller[kind] * factor)
      if (!allowed) throw limited(retryAfter)
      return work()
    })
  return { take, countingMisses, forCaller, withinDoor: (work) => door('', work) }
}
