// How much may wait for the sequencer, by count and by bytes: in all, and of one caller, so that nobody fills the queue for the others.
import { AppError } from '@ectrace/shared/errors'

/** `bytes` are those of a submission's JSON text; in memory it is a few times that. */
export const roomLimits = {
  all: { transactions: 4096, bytes: 64 * 1024 * 1024 },
  caller: { transactions: 1024, bytes: 16 * 1024 * 1024 },
}

/** Seconds after which a place is likely to be free: many blocks are made in one. */
const retryAfter = 1

type Load = { transactions: number; bytes: number }

export type Place = {
  /** Says whose submission it is, once that is known. Throws RATE_LIMITED when the caller has too much waiting. */
  claim: (caller: string) => void
  leave: () => void
}

export type WaitingRoom = {
  /** Takes a place, before the submission is even parsed. Throws LEDGER_BUSY when there is none left. */
  enter: (bytes: number) => Place
}

const add = (load: Load, sign: 1 | -1, bytes: number): void => {
  load.transactions += sign
  load.bytes += sign * bytes
}

export const openWaitingRoom = (): WaitingRoom => {
  const all: Load = { transactions: 0, bytes: 0 }
  const callers = new Map<string, Load>()

  const claim = (caller: string, bytes: number): (() => void) => {
    const own = callers.get(caller) ?? { transactions: 0, bytes: 0 }
    const { transactions, bytes: callerBytes } = roomLimits.caller
    if (own.transactions >= transactions || own.bytes + bytes > callerBytes)
      throw new AppError('RATE_LIMITED', { details: { waiting: own.transactions, bytes: own.bytes, retryAfter } })
    callers.set(caller, own)
    add(own, 1, bytes)
    return () => {
      add(own, -1, bytes)
      if (own.transactions === 0) callers.delete(caller)
    }
  }

  return {
    enter: (bytes) => {
      if (all.transactions >= roomLimits.all.transactions || all.bytes + bytes > roomLimits.all.bytes)
        throw new AppError('LEDGER_BUSY', { details: { waiting: all.transactions, retryAfter } })
      add(all, 1, bytes)
      let release: (() => void) | undefined
      return {
        claim: (caller) => {
          release = claim(caller, bytes)
        },
        leave: () => {
          add(all, -1, bytes)
          release?.()
        },
      }
    },
  }
}
