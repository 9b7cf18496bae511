// Asks the platform what a scanned code has to do with who is logged in, and looks up which page that opens.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { OpeningView } from '@ectrace/shared/api/opening-views'
import { tradeStates } from '@ectrace/shared/domain/trade'
import type { TraceCode } from '@ectrace/shared/codes/trace-code'
import { pageForScan, type Opening, type ScanReader } from '@ectrace/shared/opening/page-for-scan'
import { ApiFailure } from './api-failure'
import { call } from './call'
import { session } from './session'

/** Whoever scans waits for no more than this; then the page opens as if nobody had been asked. */
const deadline = 5_000

export type Asked = { opening: Opening; relation: ScanReader['relation']; trades: OpeningView['trades'] }

const relations: readonly OpeningView['relation'][] = ['buyer', 'supplier', 'other']

type Trade = OpeningView['trades'][number]
const isTrade = (value: unknown): value is Trade => {
  if (typeof value !== 'object' || value === null) return false
  const { no, state, supplier } = value as Record<string, unknown>
  return typeof no === 'string' && typeof supplier === 'string' && tradeStates.some((known) => known === state)
}

/** The reply as far as it can be believed; what is none leads nobody anywhere. */
const readView = (reply: unknown): OpeningView => {
  const { relation, trades } = (reply ?? {}) as Record<string, unknown>
  return {
    relation: relations.find((known) => known === relation) ?? 'other',
    trades: Array.isArray(trades) ? trades.filter(isTrade) : [],
  }
}

/**
 * `text`: what is asked for, with its host where that is not this page's: a label of a foreign host leads to no trade.
 * Never fails: without an answer the relation is `unknown`, without a login `anonymous`.
 */
export const askOpening = async (code: TraceCode, text = code.path): Promise<Asked> => {
  const roles = session.get()?.me.roles
  const told = (relation: ScanReader['relation'], trades: OpeningView['trades'] = []): Asked => ({
    opening: pageForScan(code, { relation, roles: roles ?? [], trades }),
    relation,
    trades,
  })
  if (roles === undefined) return told('anonymous')
  try {
    const { relation, trades } = readView(await call(endpoints.opening, { query: { c: text }, deadline }))
    return told(relation, trades)
  } catch (error) {
    if (error instanceof ApiFailure) return told(session.get() === undefined ? 'anonymous' : 'unknown')
    throw error
  }
}
