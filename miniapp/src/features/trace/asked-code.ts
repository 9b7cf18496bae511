// What the page was opened with: the code to ask for, a trade's code, or nothing that could be one.
import { hostOfLink } from './host-of-link'
import { parseCode, type TraceCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'

export type AskedCode =
  | { kind: 'none' }
  | { kind: 'trade'; no: string }
  /** `text` is sent to the server, which knows all hosts of the platform; `path` is what it must answer for. */
  | { kind: 'goods'; text: string; path: string }
  | { kind: 'wrong'; text: string; error: AppError }

const asked = (text: string, hosts: readonly string[]): AskedCode => {
  const read = (accepted: readonly string[]): TraceCode => parseCode(text, { hosts: accepted })
  try {
    const code = read(hosts)
    return code.kind === 'trade'
      ? { kind: 'trade', no: code.trade }
      : { kind: 'goods', text: code.path, path: code.path }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CODE_FOREIGN_HOST') throw error
    // Whether that host is one of the platform's is for the server to say.
    return { kind: 'goods', text, path: read([hostOfLink(text)]).path }
  }
}

/** `hosts`: those of this page. */
export const askedCode = (text: string | undefined, hosts: readonly string[]): AskedCode => {
  if (text === undefined || text === '') return { kind: 'none' }
  try {
    return asked(text, hosts)
  } catch (error) {
    if (error instanceof AppError) return { kind: 'wrong', text, error }
    throw error
  }
}
