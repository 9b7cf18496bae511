// How much may wait for the sequencer, by count and by bytes: in all, and of one caller, so that nobody fills the queue for the others.
import { AppError } from '@ectrace/shared/errors'

/** `bytes` are canonical ones of envelope and openings; in memory a submission is a few times that. */
export const roomLimits = {
  all: { transactions: 4096, bytes: 64 * 1024 * 1024 },
  caller: { transactions: 1024, bytes: 16 * 1024 * 1024 },
}

/** Seconds after which a place is likely to be free: many blocks are made in one. */
const retryAfter = 1

type Load = { transactions: number; bytes: number }

export type WaitingRoom = {
  /** Throws LEDGER_BUSY when there is no place left at all: asked before a submission is even parsed. */
  check: () => void
  /** Takes a place and returns the way to leave it. Throws LEDGER_BUSY, or RATE_LIMITED when the caller has too much waiting. */
  enter: (caller: string, bytes: number) => () => void
}

export const openWaitingRoom = (): WaitingRoom => {
  const all: Load = { transactions: 0, bytes: 0 }
  const callers = new Map<string, Load>()

  const busy = (): AppError => new AppError('LEDGER_BUSY', { details: { waiting: all.transactions, retryAfter } })
  const add = (load: Load, sign: 1 | -1, bytes: number): void => {
    load.transactions += sign
    load.bytes += sign * bytes
  }

  const check = (): void => {
    if (all.transactions >= roomLimits.all.transactions) throw busy()
  }
  const enter = (caller: string, bytes: number): (() => void) => {
    check()
    const own = callers.get(caller) ?? { transactions: 0, bytes: 0 }
    const { transactions, bytes: callerBytes } = roomLimits.caller
    if (own.transactions >= transactions || own.bytes + bytes > callerBytes)
      throw new AppError('RATE_LIMITED', { details: { waiting: own.transactions, bytes: own.bytes, retryAfter } })
    if (all.bytes + bytes > roomLimits.all.bytes) throw busy()
    callers.set(caller, own)
    add(all, 1, bytes)
    add(own, 1, bytes)
    return () => {
      add(all, -1, bytes)
      add(own, -1, bytes)
      if (own.transactions === 0) callers.delete(caller)
    }
  }
  return { check, enter }
}
