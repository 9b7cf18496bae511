// Counting with others and without a signal: the manifest, and the operations of everybody who counts a trade.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { countersOf } from '../commands/count-operators.ts'
import { countTogether } from '../commands/count-together.ts'
import { tradeForParty } from '../commands/expect-receipt.ts'
import { manifestOf } from '../commands/sign-manifest.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { sightOf } from '../views/sight.ts'

export const registerCountingRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.manifest, null, async ({ params, principal }) => {
    const trade = await tradeForParty(deps, principal, params.no, 'buyer')
    return manifestOf(deps, trade, (await sightOf(deps, principal))(trade.buyer))
  })

  route(api, endpoints.count, requests.counting, async ({ params, principal, body }) => {
    const trade = await tradeForParty(deps, principal, params.no, 'buyer')
    const sight = (await sightOf(deps, principal))(trade.buyer)
    return countTogether(deps, trade, { principal, sight }, body)
  })

  route(api, endpoints.counting, requests.countingQuery, async ({ params, principal, query }) => {
    const trade = await tradeForParty(deps, principal, params.no, 'buyer')
    const sight = (await sightOf(deps, principal))(trade.buyer)
    return countTogether(deps, trade, { principal, sight }, { operations: [], ...query })
  })

  route(api, endpoints.counters, null, async ({ params, principal }) =>
    countersOf(deps, await tradeForParty(deps, principal, params.no, 'buyer')),
  )
}
