// From what was scanned or typed to where it leads.
import { parseCode, type TraceCode } from '@ectrace/shared/codes/trace-code'
import { normalizeTyped } from '@ectrace/shared/codes/typed-code'
import { AppError } from '@ectrace/shared/errors'
import { textOfScan } from '@ectrace/shared/opening/way-in'

export type Reading =
  /** A well-formed code of this platform. */
  | { kind: 'code'; code: TraceCode }
  /** Points to a host this page does not know: the server knows all hosts of the platform and says which it is. */
  | { kind: 'ask'; text: string }
  /** Cannot be a code of ours. */
  | { kind: 'wrong'; text: string; error: AppError }

/** `https://host:8443/x` → `host:8443`. */
export const hostOf = (origin: string): string =>
  origin
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase()

/** Whether what stands behind the host is a code as we write it: only then is it worth asking whose host that is. */
const hasOurForm = (text: string): boolean => {
  try {
    parseCode(text, { hosts: [hostOf(text)] })
    return true
  } catch (cause) {
    if (cause instanceof AppError) return false
    throw cause
  }
}

/** `text` as a camera delivers it (a page of the mini-program among it), or as a person typed it. */
export const readCode = (read: string, typed: boolean, hosts: readonly string[]): Reading => {
  const text = typed ? normalizeTyped(read) : textOfScan(read)
  try {
    return { kind: 'code', code: parseCode(text, { hosts }) }
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    return cause.code === 'CODE_FOREIGN_HOST' && hasOurForm(text)
      ? { kind: 'ask', text }
      : { kind: 'wrong', text, error: cause }
  }
}
