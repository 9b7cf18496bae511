// What PostgreSQL's error codes mean here (postgresql.org/docs/current/errcodes-appendix.html): none of the driver's own errors leaves this layer.
import { AppError } from '@ectrace/shared/errors'
import { systemCode } from '../system-code.ts'

/** An error that only who asked can make sense of: a broken constraint, a table that is gone. It never holds the row itself. */
class PostgresFault extends Error {
  readonly sqlState: string
  constructor(sqlState: string, message: string) {
    super(message)
    this.name = 'PostgresFault'
    this.sqlState = sqlState
  }
}

/** The five characters of SQLSTATE of an error of this layer. */
export const sqlState = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'sqlState' in error && typeof error.sqlState === 'string'
    ? error.sqlState
    : undefined

/** The server's own errors have a severity; the driver's (no connection, no answer in time) have none. */
const stateOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'severity' in error ? systemCode(error) : undefined

/** Nothing was written, and the same may be asked again: too slow, too many, or in another's way. */
const busy = new Set(['0A000', '40001', '40P01', '55P03', '57014'])
/** The server goes away, or is a copy that takes no writes. */
const away = new Set(['25006', '25P03', '57P01', '57P02', '57P03', '57P05', '58030'])
const full = '53100'

/** Whether the connection is of no use any more. 0A000: a statement was prepared for tables that have changed since. */
export const isLost = (error: unknown): boolean => {
  const state = stateOf(error)
  return state === undefined || state.startsWith('08') || state === '0A000' || away.has(state)
}

const unreachable = (cause: unknown): AppError =>
  new AppError('NOT_READY', { cause: withoutRow(cause), details: { part: 'database' } })

/** What the server says beside its message repeats the row: no log may have it. */
const withoutRow = (error: unknown): Error => {
  const state = stateOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (state !== undefined) return new PostgresFault(state, message)
  return Object.assign(new Error(message), { code: systemCode(error) })
}

/**
 * The driver's error as this program's: STORAGE_FULL, SERVER_BUSY (ask again), NOT_READY {part: database} when there is no connection or
 * no answer; anything else as an error with its `sqlState`.
 */
export const codedError = (error: unknown): Error => {
  if (error instanceof AppError) return error
  const state = stateOf(error)
  if (state === undefined || state.startsWith('08') || away.has(state)) return unreachable(error)
  const cause = withoutRow(error)
  if (state === full) return new AppError('STORAGE_FULL', { cause })
  return busy.has(state) || state.startsWith('53')
    ? new AppError('SERVER_BUSY', { cause, details: { part: 'database' } })
    : cause
}

/** Who gets no connection can do nothing about it, whatever the reason: no such database, another password, a server that is starting. */
export const connectError = (error: unknown): AppError => {
  const coded = codedError(error)
  return coded instanceof AppError ? coded : unreachable(error)
}

/** SQLSTATE class 23: a row contradicts one that is there. */
export const breaksConstraint = (error: unknown): boolean => sqlState(error)?.startsWith('23') === true

/** A schema, table, column, type or index is not there any more, or not as it was; 42501 is a right that is missing. */
export const meetsOtherTables = (error: unknown): boolean => {
  const state = sqlState(error)
  return state === '3F000' || (state?.startsWith('42') === true && state !== '42501')
}
