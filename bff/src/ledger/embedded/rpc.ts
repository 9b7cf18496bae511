// Messages between the door's thread and the ledger's: what each call takes and gives, and how an error crosses.
import type { MessagePort } from 'node:worker_threads'
import { AppError, isErrorCode } from '@ectrace/shared/errors'
import type { ErrorDetails } from '@ectrace/shared/errors'
import type { Ledger, LogState, ScrubState } from '@ectrace/shared/ledger/ledger'
import type { Texts } from './answer-texts.ts'
import { systemCode, textOf } from './error-code.ts'

/** Everything of the port but `onBlock`, `log` and `scrub`, which are events here; the larger answers as text. */
export type Calls = Omit<Ledger, 'onBlock' | 'log' | 'scrub' | keyof Texts> & Texts
export type Method = keyof Calls

export type Request = { [M in Method]: { id: number; method: M; params: Parameters<Calls[M]> } }[Method]
/**
 * Calls made together; `now` is the caller's clock: the ledger's thread has none of its own, and goes by that of who started it alone.
 * Or a line on which another thread will call as well.
 */
export type ToWorker = { requests: readonly Request[]; now?: number } | { serve: MessagePort }

export type ErrorOnWire = { code: string; details: ErrorDetails; cause?: string }

export type FromWorker =
  | { kind: 'opened'; log: LogState }
  | { kind: 'failed'; error: ErrorOnWire }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: ErrorOnWire }
  | { kind: 'block'; log: LogState; keys: readonly string[] }
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
