// The consumer's question: what is this code, where has it been, and how can that be checked.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { publicRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { openTraces } from '../trace/traces.ts'

export const registerTraceRoutes = (api: Api): void => {
  const { deps } = api
  const traces = openTraces(deps)

  publicRoute(api, endpoints.trace, requests.traceQuery, ({ query: { c, pinned }, asOf }) =>
    traces.of(c, { asOf, pinned }),
  )
}
