// The consumer's question: what is this code, where has it been, and how can that be checked.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { AsOf } from '@ectrace/shared/api/views'
import { requests } from '@ectrace/shared/schema/requests'
import type { Deps } from '../deps.ts'
import { publicRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { assembleTrace } from '../trace/assemble-trace.ts'
import { resolveCode } from '../trace/resolve-code.ts'

const now = ({ projection }: Deps): AsOf => ({ height: projection.height(), stale: false })

export const registerTraceRoutes = (api: Api): void => {
  const { deps } = api

  publicRoute(api, endpoints.trace, requests.traceQuery, async ({ query: { c, pinned }, asOf }) => {
    const found = await resolveCode(deps, c)
    // The caller's block and the size it has seen are of the channel it asked.
    return found.at === deps ? assembleTrace(found, { asOf, pinned }) : assembleTrace(found, { asOf: now(found.at) })
  })
}
