// A trade's life beside its receipts: offered, amended, accepted or declined, cancelled, sent, taken back.
import { createHash } from 'node:crypto'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { parseQuantity } from '@ectrace/shared/domain/decimal'
import { toUtcMs } from '@ectrace/shared/domain/time'
import { tradeStates } from '@ectrace/shared/domain/trade'
import type { TradeState } from '@ectrace/shared/domain/trade'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import { actFor } from '../commands/act-for.ts'
import { checkLoad } from '../commands/check-load.ts'
import { tradeForParty } from '../commands/expect-receipt.ts'
import { planDispatch } from '../commands/plan-dispatch.ts'
import { mustRead } from '../commands/state.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { pageOf } from '../views/page.ts'
import { sightOf } from '../views/sight.ts'
import { tradeSummary, tradeView } from '../views/trade.ts'

/** `dispatched,partly_received` -> those states; unknown words find nothing. */
const statesOf = (text = ''): TradeState[] => tradeStates.filter((state) => text.split(',').includes(state))

type Line = z.output<typeof requests.offerTrade>['lines'][number]

/** Half a piece is refused before anything is signed. */
const checkQuantities = (lines: readonly Line[]): void => {
  for (const [i, { quantity, unit }] of lines.entries())
    parseQuantity(quantity, `lines.${String(i)}.quantity`, { decimals: decimalsOf(unit) })
}

const numbered = (lines: readonly Line[]): (Line & { line: number })[] =>
  lines.map((line, i) => ({ line: i + 1, ...line }))

export const registerTradeRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.offerTrade, requests.offerTrade, async (call) => {
    const { lines, ...offer } = call.body
    checkQuantities(lines)
    await mustRead(deps, keys.organisation(offer.buyer), 'buyer')
    return actFor(deps, call, (nonce) => {
      const bytes = createHash('sha256').update(`trade/${call.principal.user}/${nonce}`).digest()
      const no = tradeNo(bytes.subarray(0, 13))
      const fields = {
        no,
        supplier: call.principal.organisation,
        ...offer,
        lines: numbered(lines),
      }
      return { acts: [{ name: 'offerTrade', fields }], reply: { no, path: formatCode({ kind: 'trade', trade: no }) } }
    })
  })

  route(api, endpoints.acceptTrade, requests.acceptTrade, async (call) => {
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'buyer')
    return actFor(deps, call, () => ({ acts: [{ name: 'acceptTrade', fields: { no, ...call.body } }], reply: {} }))
  })

  route(api, endpoints.amendTrade, requests.amendTrade, async (call) => {
    const { lines, ...terms } = call.body
    checkQuantities(lines)
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'supplier')
    return actFor(deps, call, () => ({
      acts: [{ name: 'amendTrade', fields: { no, ...terms, lines: numbered(lines) } }],
      reply: { revision: terms.revision },
    }))
  })

  route(api, endpoints.declineTrade, requests.endTrade, async (call) => {
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'buyer')
    const { reason, party = 'buyer' } = call.body
    return actFor(deps, call, () => ({ acts: [{ name: 'declineTrade', fields: { no, reason, party } }], reply: {} }))
  })

  route(api, endpoints.cancelTrade, requests.endTrade, async (call) => {
    const { no } = await tradeForParty(deps, call.principal, call.params.no, 'supplier')
    const { reason, party = 'supplier' } = call.body
    return actFor(deps, call, () => ({ acts: [{ name: 'cancelTrade', fields: { no, reason, party } }], reply: {} }))
  })

  route(api, endpoints.checkLoad, requests.checkLoad, async ({ params, principal, body }) => {
    const trade = await tradeForParty(deps, principal, params.no, 'supplier')
    return checkLoad(deps, trade, body)
  })

  route(api, endpoints.dispatchTrade, requests.dispatchTrade, async (call) => {
    const trade = await tradeForParty(deps, call.principal, call.params.no, 'supplier')
    return actFor(deps, call, async () => {
      const { place, dispatchedAt, vehicle, temperature, documents } = call.body
      const planned = await planDispatch(deps, trade, call.body)
      const fields = {
        no: trade.no,
        place,
        dispatchedAt,
        vehicle,
        ...(temperature === undefined ? {} : { temperature }),
        ...(documents.length === 0 ? {} : { documents }),
        ...planned,
      }
      return { acts: [{ name: 'dispatchTrade', fields }], reply: {} }
    })
  })

  route(api, endpoints.returnGoods, requests.returnGoods, async (call) => {
    const { no, returns: n = 0 } = await tradeForParty(deps, call.principal, call.params.no, 'supplier')
    const { place, returnedAt = new Date(deps.clock()).toISOString() } = call.body
    return actFor(deps, call, () => ({
      acts: [{ name: 'returnGoods', fields: { no, place, returnedAt } }],
      reply: { n },
    }))
  })

  route(api, endpoints.trades, requests.tradeQuery, async ({ query, principal, asOf }) => {
    const { organisation } = principal
    const { side, state, product, partner, since } = query
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
      // An identifier has no character that LIKE reads as a pattern.
      .$if(product !== undefined, (some) => some.where('lines', 'like', `%"product":"${product ?? ''}"%`))
      .$if(partner !== undefined, (some) =>
        some.where((eb) => eb.or([eb('supplier', '=', partner ?? ''), eb('buyer', '=', partner ?? '')])),
      )
      .$if(since !== undefined, (some) =>
        some.where((eb) =>
          eb.exists(
            eb
              .selectFrom('record')
              .select('record.op')
              .whereRef('record.transaction', '=', 'trade.transaction')
              .where('record.recorded_at', '>=', new Date(toUtcMs(since ?? '')).toISOString()),
          ),
        ),
      )
    return pageOf(mine, { ...query, asOf }, (row) => tradeSummary(deps, row, sight))
  })

  route(api, endpoints.trade, null, async ({ params, principal, asOf }) => {
    const trade = await tradeForParty(deps, principal, params.no, 'either')
    return tradeView(deps, trade, principal, asOf)
  })
}
