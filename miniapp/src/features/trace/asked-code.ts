// What the page was opened with: the code to ask for, a trade's code, or nothing that could be one.
import { hostOfLink } from './host-of-link'
import { parseCode, type TraceCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'

export type AskedCode =
  | { kind: 'none' }
  | { kind: 'trade'; no: string; path: string; text: string }
  /** A carton or pallet: it has no trace of its own. */
  | { kind: 'pack'; sscc: string; path: string; text: string }
  /** `text` is sent to the server, which knows all hosts of the platform; `path` is what it must answer for. */
  | { kind: 'goods'; text: string; path: string }
  | { kind: 'wrong'; text: string; error: AppError }

/** `text`: what the server is asked for. */
const kindOf = (code: TraceCode, text: string): AskedCode => {
  const { path } = code
  if (code.kind === 'trade') return { kind: 'trade', no: code.trade, path, text }
  if (code.kind === 'logistics') return { kind: 'pack', sscc: code.sscc, path, text }
  return { kind: 'goods', text, path }
}

const asked = (text: string, hosts: readonly string[]): AskedCode => {
  const read = (accepted: readonly string[]): TraceCode => parseCode(text, { hosts: accepted })
  try {
    const code = read(hosts)
    return kindOf(code, code.path)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CODE_FOREIGN_HOST') throw error
    const code = read([hostOfLink(text)])
    // Whether that host is one of the platform's is for the server to say; it is asked about goods only.
    return code.kind === 'item' || code.kind === 'batch' ? kindOf(code, text) : { kind: 'wrong', text, error }
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
