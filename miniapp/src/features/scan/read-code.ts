// From what was scanned or typed to where it leads.
import { parseCode, type TraceCode } from '@ectrace/shared/codes/trace-code'
import { normalizeTyped } from '@ectrace/shared/codes/typed-code'
import { AppError } from '@ectrace/shared/errors'

export type Reading =
  /** A well-formed code of this platform. */
  | { kind: 'code'; code: TraceCode }
  /** Points to a host this page does not know: the server knows all hosts of the platform and says which it is. */
  | { kind: 'ask'; text: string }
  /** Cannot be a code of ours. */
  | { kind: 'wrong'; error: AppError }

/** `https://host:8443/x` → `host:8443`. */
export const hostOf = (origin: string): string =>
  origin
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase()

/** `text` as a camera delivers it, or as a person typed it. */
export const readCode = (text: string, typed: boolean, hosts: readonly string[]): Reading => {
  try {
    return { kind: 'code', code: parseCode(typed ? normalizeTyped(text) : text, { hosts }) }
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    return cause.code === 'CODE_FOREIGN_HOST' ? { kind: 'ask', text } : { kind: 'wrong', error: cause }
  }
}
