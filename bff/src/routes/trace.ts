// The consumer's question: what is this code, where has it been, and how can that be checked.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { publicRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { assembleTrace } from '../trace/assemble-trace.ts'
import { resolveCode } from '../trace/resolve-code.ts'

export const registerTraceRoutes = (api: Api): void => {
  const { deps } = api

  publicRoute(api, endpoints.trace, requests.traceQuery, async ({ query, asOf }) =>
    assembleTrace(deps, await resolveCode(deps, query.c), { asOf, pinned: query.pinned }),
  )
}
