// What a report is about: the goods that a code names or pretends to name, or only what was scanned.
import { parseCode } from '@ectrace/shared/codes/trace-code'
import type { TraceCode } from '@ectrace/shared/codes/trace-code'
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import type { State } from '@ectrace/shared/ledger/state'
import type { Deps } from '../deps.ts'
import { goodsOf, resolveCode } from '../trace/resolve-code.ts'

export type ReportedGoods = {
  /** The channel of the goods, else the one that was asked. */
  at: Deps
  /** Canonical where what was scanned has the form of a code, else as it was scanned. */
  path: string
  /** Why it names nothing. */
  fault?: ErrorCode
  /** A forged code says whose goods it pretends to be. */
  goods?: { product: State['product']; batch: State['batch'] }
}

const faultOf = async (work: () => Promise<unknown>): Promise<ErrorCode | undefined> => {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('CODE_')) return error.code
    throw error
  }
}

const read = (deps: Deps, text: string): TraceCode | ErrorCode => {
  try {
    return parseCode(text, { hosts: deps.config.codeHosts })
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

/** `text` is a link, a path, or whatever stands on the goods: what is not ours may be reported too. */
export const reportedGoods = async (deps: Deps, text: string): Promise<ReportedGoods> => {
  const code = read(deps, text)
  if (typeof code === 'string') return { at: deps, path: text, fault: code }
  const { path } = code
  const fault = await faultOf(() => resolveCode(deps, text))
  const named = code.kind === 'item' || code.kind === 'batch' ? await goodsOf(deps.channels, code) : undefined
  return {
    ...{ at: named?.at ?? deps, path },
    ...(fault === undefined ? {} : { fault }),
    ...(named === undefined ? {} : { goods: { product: named.product, batch: named.batch } }),
  }
}
