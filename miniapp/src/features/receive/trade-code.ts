// Finds the trade that a scanned or typed text means.
import { parseCode } from '@ectrace/shared/codes/trace-code'
import { normalizeTyped } from '@ectrace/shared/codes/typed-code'
import { AppError, type ErrorCode } from '@ectrace/shared/errors'

export type TradeReading = { kind: 'trade'; no: string } | { kind: 'goods' } | { kind: 'wrong'; code: ErrorCode }

const bareNumber = /^[0-9A-Za-z-]{20,26}$/

/** A typed number without its path is that of a trade. */
const completed = (text: string): string => (bareNumber.test(text) ? `/s/t/${text}` : text)

export const readTradeCode = (text: string, typed: boolean, hosts: readonly string[]): TradeReading => {
  try {
    const code = parseCode(typed ? normalizeTyped(completed(text.trim())) : text, { hosts })
    return code.kind === 'trade' ? { kind: 'trade', no: code.trade } : { kind: 'goods' }
  } catch (cause) {
    if (cause instanceof AppError) return { kind: 'wrong', code: cause.code }
    throw cause
  }
}
