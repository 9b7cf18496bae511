// Batches: made from nothing or from other batches, and the item codes minted for them.
import { parseQuantity } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError, fault } from '@ectrace/shared/errors'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { takeHoldings } from '../commands/holdings.ts'
import { planMint } from '../commands/mint.ts'
import { mustRead } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { pageOf } from '../views/page.ts'
import { batchView } from '../views/batch.ts'
import { freeCodePage } from '../views/free-codes.ts'

/** A quantity must fit its product's unit of measure: half a piece is refused before anything is signed. */
const checkQuantity = async (deps: Deps, product: string, quantity: string): Promise<void> => {
  const { unit } = await mustRead(deps, keys.product(product), 'product')
  parseQuantity(quantity, 'quantity', { decimals: decimalsOf(unit) })
}

export const registerBatchRoutes = (api: Api): void => {
  const { deps } = api
  const { readModel } = deps

  route(api, endpoints.createBatch, requests.createBatch, async (call) => {
    await checkQuantity(deps, call.body.product, call.body.quantity)
    const id = batchId(call.body.product, call.body.lot)
    return actFor(deps, call, () => ({
      acts: [{ name: 'createBatch', fields: { id, ...call.body } }],
      reply: { batch: id },
    }))
  })

  route(api, endpoints.transformBatch, requests.transformBatch, async (call) => {
    const { inputs, ...made } = call.body
    await checkQuantity(deps, made.product, made.quantity)
    const id = batchId(made.product, made.lot)
    return actFor(deps, call, async () => {
      const { organisation } = call.principal
      const taken = await takeHoldings(deps, { organisation, wanted: inputs, field: 'inputs' })
      const fields = {
        id,
        ...made,
        inputBatches: [...new Set(inputs.map(({ batch }) => batch))],
        inputs: taken.flat().map(({ batch, id: holding, quantity }) => ({ batch, holding, quantity })),
      }
      return { acts: [{ name: 'transformBatch', fields }], reply: { batch: id } }
    })
  })

  /** Batches the caller made or holds some of. */
  route(api, endpoints.batches, requests.batchQuery, ({ query, principal, asOf }) => {
    const mine = readModel
      .selectFrom('batch')
      .where((eb) =>
        eb.or([
          eb('organisation', '=', principal.organisation),
          eb(
            'id',
            'in',
            eb
              .selectFrom('holding')
              .select('holding.batch')
              .where('owner', '=', principal.organisation)
              .where('state', '=', 'on_hand'),
          ),
        ]),
      )
      .$if(query.product !== undefined, (some) => some.where('product', '=', query.product ?? ''))
    return pageOf(mine, { ...query, asOf }, (row) => batchView(deps, row, principal.organisation))
  })

  route(api, endpoints.batch, null, async ({ params, principal }) => {
    const row = await readModel.selectFrom('batch').selectAll().where('id', '=', params.id).executeTakeFirst()
    if (row === undefined) throw new AppError('NOT_FOUND', { details: { batch: params.id } })
    return batchView(deps, row, principal.organisation)
  })

  route(api, endpoints.mintCodes, requests.mintCodes, async (call) => {
    const batch = await mustRead(deps, keys.batch(call.params.id), 'batch')
    if (batch.organisation !== call.principal.organisation) throw fault('WRONG_ORGANISATION', 'batch', 'own')
    return actFor(deps, call, (nonce) => planMint(deps, call.principal, batch, call.body, nonce))
  })

  route(api, endpoints.codes, requests.pageQuery, async ({ params, query, principal, asOf }) => {
    const batch = await mustRead(deps, keys.batch(params.id), 'batch')
    if (batch.organisation !== principal.organisation) throw fault('WRONG_ORGANISATION', 'batch', 'own')
    return freeCodePage(deps, params.id, { ...query, asOf })
  })
}
