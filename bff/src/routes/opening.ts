// What a code that somebody scanned has to do with them, so that their phone opens the right page.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { OpeningView } from '@ectrace/shared/api/opening-views'
import { parseCode } from '@ectrace/shared/codes/trace-code'
import type { TraceCode } from '@ectrace/shared/codes/trace-code'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { requests } from '@ectrace/shared/schema/requests'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { expectingTrades } from '../opening/expecting-trades.ts'
import { goodsOf } from '../trace/resolve-code.ts'
import { partyOf } from '../views/party.ts'

const viewOf = async (deps: Deps, trades: readonly State['trade'][]): Promise<OpeningView['trades']> =>
  Promise.all(
    trades.map(async ({ no, state, supplier, promisedAt }) => ({
      no,
      state,
      supplier: (await partyOf(deps, supplier)).name,
      ...(promisedAt === undefined ? {} : { promisedAt }),
    })),
  )

/** A trade that does not exist and one between others are told alike. */
const ofTrade = async (deps: Deps, organisation: string, no: string): Promise<OpeningView> => {
  const trade = await readState(deps, keys.trade(no))
  if (trade === undefined || ![trade.buyer, trade.supplier].includes(organisation))
    return { relation: 'other', trades: [] }
  return { relation: trade.buyer === organisation ? 'buyer' : 'supplier', trades: await viewOf(deps, [trade]) }
}

const batchOf = async (deps: Deps, code: TraceCode): Promise<State['batch'] | undefined> => {
  if (code.kind === 'item' || code.kind === 'batch') return (await goodsOf([deps], code))?.batch
  const row = await readState(deps, keys.unit(code.path))
  return row === undefined ? undefined : readState(deps, keys.batch(row.batch))
}

const ofGoods = async (deps: Deps, organisation: string, code: TraceCode): Promise<OpeningView> => {
  const batch = await batchOf(deps, code)
  const path = code.kind === 'batch' ? undefined : code.path
  const trades = await expectingTrades(deps, organisation, { batch: batch?.id, path })
  if (trades.length > 0) return { relation: 'buyer', trades: await viewOf(deps, trades) }
  return { relation: batch?.organisation === organisation ? 'supplier' : 'other', trades: [] }
}

export const registerOpeningRoutes = (api: Api): void => {
  const { deps } = api

  /** Whether a code is genuine is the trace's to say: one that names nothing leads nobody anywhere. */
  route(api, endpoints.opening, requests.codeQuery, ({ query, principal }) => {
    const code = parseCode(query.c, { hosts: deps.config.codeHosts })
    return code.kind === 'trade'
      ? ofTrade(deps, principal.organisation, code.trade)
      : ofGoods(deps, principal.organisation, code)
  })
}
