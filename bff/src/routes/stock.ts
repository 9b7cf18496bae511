// Stock: split, merged, retired, adjusted by two persons, and what there is of it.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { planAdjustment, planMerge, planRetirement, planSplit } from '../commands/plan-stock.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { pageOf } from '../views/page.ts'
import { adjustmentView, retirementView, stockPage } from '../views/stock.ts'

export const registerStockRoutes = (api: Api): void => {
  const { deps } = api
  const { readModel } = deps

  route(api, endpoints.splitBatch, requests.splitBatch, (call) =>
    actFor(deps, call, async () => {
      const asked = { ...call.body, source: call.params.id }
      const fields = await planSplit(deps, call.principal.organisation, asked)
      return { acts: [{ name: 'splitBatch', fields }], reply: { batches: fields.parts.map(({ id }) => id) } }
    }),
  )

  route(api, endpoints.mergeBatches, requests.mergeBatches, (call) =>
    actFor(deps, call, async () => {
      const fields = await planMerge(deps, call.principal.organisation, call.body)
      return { acts: [{ name: 'mergeBatches', fields }], reply: { batch: fields.id } }
    }),
  )

  route(api, endpoints.retireGoods, requests.retireGoods, (call) =>
    actFor(deps, call, async (nonce) => {
      const id = deriveId('retirement', call.principal.user, nonce)
      const fields = await planRetirement(deps, call.principal.organisation, { id, ...call.body })
      return { acts: [{ name: 'retireGoods', fields }], reply: { retirement: id } }
    }),
  )

  route(api, endpoints.adjustStock, requests.adjustStock, (call) =>
    actFor(deps, call, async (nonce) => {
      const id = deriveId('adjustment', call.principal.user, nonce)
      const planned = await planAdjustment(deps, call.principal.organisation, { id, ...call.body })
      const fields = { ...planned, note: call.body.note }
      return { acts: [{ name: 'adjustStock', fields }], reply: { adjustment: id } }
    }),
  )

  route(api, endpoints.decideAdjustment, requests.decideAdjustment, (call) => {
    const fields = { id: call.params.id, ...call.body }
    return actFor(deps, call, () => ({ acts: [{ name: 'decideAdjustment', fields }], reply: {} }))
  })

  route(api, endpoints.stock, requests.stockQuery, ({ query, principal, asOf }) =>
    stockPage(deps, principal.organisation, { ...query, asOf }),
  )

  route(api, endpoints.retirements, requests.pageQuery, ({ query, principal, asOf }) => {
    const mine = readModel.selectFrom('retirement').where('organisation', '=', principal.organisation)
    return pageOf(mine, { ...query, asOf }, (row) => retirementView(deps, row))
  })

  route(api, endpoints.adjustments, requests.adjustmentQuery, ({ query, principal, asOf }) => {
    const mine = readModel
      .selectFrom('adjustment')
      .where('organisation', '=', principal.organisation)
      .$if(query.state !== undefined, (some) => some.where('state', '=', query.state ?? 'proposed'))
    return pageOf(mine, { ...query, asOf }, (row) => adjustmentView(deps, row))
  })
}
