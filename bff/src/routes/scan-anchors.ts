// The hashes of the scan log on chain: written by the operator, read by everybody.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { planAnchor } from '../commands/anchor-scans.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { pageOf } from '../views/page.ts'
import { recordedAt } from '../views/recorded-at.ts'

export const registerScanAnchorRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.anchorScans, requests.anchorScans, (call) =>
    actFor(deps, call, () => planAnchor(deps, call.body.day)),
  )

  publicRoute(api, endpoints.scanAnchors, requests.pageQuery, ({ query, asOf }) =>
    pageOf(deps.readModel.selectFrom('scanAnchor'), { ...query, asOf }, async (row) => ({
      ...{ day: row.day, scans: row.scans, head: row.head, transaction: row.transaction },
      at: await recordedAt(deps, row.transaction),
    })),
  )
}
