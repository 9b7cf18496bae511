// Messages between the door's thread and the ledger's: what each call takes and gives, and how an error crosses.
import { AppError, isErrorCode } from '@ectrace/shared/errors'
import type { ErrorDetails } from '@ectrace/shared/errors'
import type { Ledger, ScrubState } from '@ectrace/shared/ledger/ledger'
import { systemCode, textOf } from './error-code.ts'

/** Everything of the port but `onBlock` and `scrub`, which are events here. */
export type Calls = Omit<Ledger, 'onBlock' | 'scrub'>
export type Method = keyof Calls

/** `now` is the caller's clock: the ledger's thread has none of its own. */
export type Request = { [M in Method]: { id: number; method: M; params: Parameters<Calls[M]>; now: number } }[Method]

export type ErrorOnWire = { code: string; details: ErrorDetails; cause?: string }

export type FromWorker =
  | { kind: 'opened' }
  | { kind: 'failed'; error: ErrorOnWire }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: ErrorOnWire }
  | { kind: 'block'; height: number }
  | { kind: 'scrub'; state: ScrubState }
  | { kind: 'note'; level: 'info' | 'warn' | 'error'; message: string; fields: Record<string, unknown> }

/** Details are data already; of anything that is no AppError only the system's code and text cross. */
export const errorToWire = (error: unknown): ErrorOnWire => {
  if (error instanceof AppError) {
    return {
      code: error.code,
      details: error.details,
      ...(error.cause !== undefined && { cause: textOf(error.cause) }),
    }
  }
  return {
    code: systemCode(error) ?? 'INTERNAL',
    details: {},
    cause: textOf(error),
  }
}

/** An AppError again; a system error (EACCES, ENOSPC …) while opening stays recognisable by its `code` in the details. */
export const errorFromWire = ({ code, details, cause }: ErrorOnWire): AppError => {
  const options = { details, ...(cause !== undefined && { cause: new Error(cause) }) }
  return isErrorCode(code)
    ? new AppError(code, options)
    : new AppError('INTERNAL', { ...options, details: { ...details, system: code } })
}
