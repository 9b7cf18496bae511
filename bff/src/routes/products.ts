// Products: what an organisation makes, by GTIN or without.
import { normalizeGtin } from '@ectrace/shared/codes/gs1'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { claimGtin } from '../commands/claim-gtin.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { pageOf } from '../views/page.ts'
import { productView } from '../views/goods.ts'

export const registerProductRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.createProduct, requests.createProduct, (call) =>
    actFor(deps, call, async (nonce) => {
      const { gtin: given, ...body } = call.body
      const id = deriveId('product', call.principal.user, nonce)
      const gtin = given === undefined ? undefined : normalizeGtin(given, 'gtin')
      if (gtin !== undefined) await claimGtin(deps, gtin)
      const fields = { id, ...body, ...(gtin === undefined ? {} : { gtin }) }
      return { acts: [{ name: 'createProduct', fields }], reply: { product: id } }
    }),
  )

  route(api, endpoints.products, requests.pageQuery, ({ query, principal, asOf }) => {
    const mine = deps.readModel.selectFrom('product').where('organisation', '=', principal.organisation)
    return pageOf(mine, { ...query, asOf }, productView)
  })
}
