// Trades up to the dispatch: offered, accepted or declined, cancelled, sent.
import { createHash } from 'node:crypto'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { parseQuantity } from '@ectrace/shared/domain/decimal'
import { tradeStates } from '@ectrace/shared/domain/trade'
import type { TradeState } from '@ectrace/shared/domain/trade'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { tradeForParty } from '../commands/expect-receipt.ts'
import { planDispatch } from '../commands/plan-dispatch.ts'
import { mustRead } from '../commands/state.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { behind, countOf, newestFirst, pageOf } from '../views/page.ts'
import { sightOf } from '../views/sight.ts'
import { tradeSummary, tradeView } from '../views/trade.ts'

/** `dispatched,partly_received` -> those states; unknown words find nothing. */
const statesOf = (text = ''): TradeState[] => tradeStates.filter((state) => text.split(',').includes(state))

export const registerTradeRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.offerTrade, requests.offerTrade, async (call) => {
    const { lines, ...offer } = call.body
    for (const [i, { quantity, unit }] of lines.entries()) {
      parseQuantity(quantity, `lines.${String(i)}.quantity`, { decimals: decimalsOf(unit) })
    }
    await mustRead(deps, keys.organisation(offer.buyer), 'buyer')
    return actFor(deps, call, (nonce) => {
      const bytes = createHash('sha256').update(`trade/${call.principal.user}/${nonce}`).digest()
      const no = tradeNo(bytes.subarray(0, 13))
      const fields = {
        no,
        supplier: call.principal.organisation,
        ...offer,
        lines: lines.map((line, i) => ({ line: i + 1, ...line })),
      }
      return { acts: [{ name: 'offerTrade', fields }], reply: { no, path: formatCode({ kind: 'trade', trade: no }) } }
    })
  })

  route(api, endpoints.acceptTrade, requests.empty, async (call) => {
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'buyer')
    return actFor(deps, call, () => ({ acts: [{ name: 'acceptTrade', fields: { no } }], reply: {} }))
  })

  route(api, endpoints.declineTrade, requests.reason, async (call) => {
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'buyer')
    return actFor(deps, call, () => ({ acts: [{ name: 'declineTrade', fields: { no, ...call.body } }], reply: {} }))
  })

  route(api, endpoints.cancelTrade, requests.reason, async (call) => {
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'supplier')
    return actFor(deps, call, () => ({ acts: [{ name: 'cancelTrade', fields: { no, ...call.body } }], reply: {} }))
  })

  route(api, endpoints.dispatchTrade, requests.dispatchTrade, async (call) => {
    const trade = await tradeForParty(deps, call.principal, call.params.no, 'supplier')
    return actFor(deps, call, async () => {
      const { place, dispatchedAt, vehicle, temperature } = call.body
      const planned = await planDispatch(deps, trade, call.body)
      const fields = {
        no: trade.no,
        place,
        dispatchedAt,
        vehicle,
        ...(temperature === undefined ? {} : { temperature }),
        ...planned,
      }
      return { acts: [{ name: 'dispatchTrade', fields }], reply: {} }
    })
  })

  route(api, endpoints.trades, requests.tradeQuery, async ({ query, principal, asOf }) => {
    const { organisation } = principal
    const { side, state } = query
    const sight = await sightOf(deps, principal)
    const mine = deps.readModel
      .selectFrom('trade')
      .where((eb) =>
        eb.or([
          ...(side === 'buyer' ? [] : [eb('supplier', '=', organisation)]),
          ...(side === 'supplier' ? [] : [eb('buyer', '=', organisation)]),
        ]),
      )
      .$if(state !== undefined, (some) => some.where('state', 'in', statesOf(state)))
    const rows = mine
      .selectAll()
      .where(behind(query.after))
      .orderBy(newestFirst)
      .limit(query.limit + 1)
      .execute()
    return pageOf({ rows, total: countOf(mine), limit: query.limit, asOf }, (row) => tradeSummary(deps, row, sight))
  })

  route(api, endpoints.trade, null, async ({ params, principal, asOf }) => {
    const trade = await tradeForParty(deps, principal, params.no, 'either')
    return tradeView(deps, trade, principal, asOf)
  })
}
