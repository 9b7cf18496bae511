// How an error of SQLite crosses from the thread that writes: an error that is sent keeps its text alone.
import { AppError } from '@ectrace/shared/errors'
import { isFull, sqliteCode } from './sqlite-errors.ts'

/** `errcode`: SQLite's extended result code, where it comes from SQLite. */
export type WriteFault = { message: string; errcode?: number }

const textOf = (error: unknown): string => {
  if (error instanceof AppError) return `${error.code} ${JSON.stringify(error.details)}`
  return error instanceof Error ? error.message : String(error)
}

export const faultOf = (error: unknown): WriteFault => {
  const errcode = sqliteCode(error)
  return { message: textOf(error), ...(errcode !== undefined && { errcode }) }
}

/** The error again, with its `errcode`; STORAGE_FULL where the disk has no room. */
export const errorOf = ({ message, errcode }: WriteFault): Error => {
  const cause = Object.assign(new Error(message), errcode === undefined ? {} : { errcode })
  return isFull(cause) ? new AppError('STORAGE_FULL', { cause }) : cause
}
