// Rate limits by address: how many requests of a kind, and how many scans that found nothing.
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import type { FastStore } from '../store/fast-store.ts'
import { addressKey } from './address-key.ts'

export type LimitKind = 'read' | 'scan' | 'login' | 'register'

export type Limits = {
  /** Counts one request. Throws RATE_LIMITED with `retryAfter` in seconds. */
  take(kind: LimitKind, ip: string): Promise<void>
  /** Waits for a look-up; one that finds no code counts as a miss, and too many misses close the door for a while. */
  countingMisses<T>(ip: string, work: Promise<T>): Promise<T>
}

/** Requests a minute from one address. */
const perMinute: Record<LimitKind, number> = { read: 600, scan: 300, login: 120, register: 120 }
/** Codes that do not exist, in five minutes: a person mistypes a few, a guesser tries thousands. */
const misses = { window: 300, limit: 30 }
const missCodes: readonly ErrorCode[] = ['CODE_UNKNOWN', 'CODE_FORGED', 'CODE_CHECK_DIGIT', 'NOT_FOUND']

const limited = (retryAfter: number): AppError => new AppError('RATE_LIMITED', { details: { retryAfter } })

const isMiss = (error: unknown): boolean => error instanceof AppError && missCodes.includes(error.code)

/** `factor` multiplies every limit (setting RATE_FACTOR). */
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
  return { take, countingMisses }
}
