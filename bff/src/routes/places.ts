// Places: where things are made, kept and received.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { pageOf } from '../views/page.ts'
import { placeView } from '../views/goods.ts'

export const registerPlaceRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.createPlace, requests.createPlace, (call) =>
    actFor(deps, call, (nonce) => {
      const id = deriveId('place', call.principal.user, nonce)
      return { acts: [{ name: 'createPlace', fields: { id, ...call.body } }], reply: { place: id } }
    }),
  )

  route(api, endpoints.places, requests.pageQuery, ({ query, principal, asOf }) => {
    const mine = deps.readModel.selectFrom('place').where('organisation', '=', principal.organisation)
    return pageOf(mine, { ...query, asOf }, placeView)
  })
}
