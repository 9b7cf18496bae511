// Scans of consumers: counted by the page that shows one, read by the brand and the regulator, judged by the brand's own rules.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { closeAlert } from '../commands/close-scan-alert.ts'
import { recordScan } from '../commands/record-scan.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { scanRulesOf, setScanRules } from '../scanning/scan-rules.ts'
import { alertPage, scanPage } from '../views/scans.ts'

export const registerScanRoutes = (api: Api): void => {
  const { deps } = api

  publicRoute(api, endpoints.scan, requests.scan, ({ body, principal, ip, key }) =>
    recordScan(deps, { ...body, ip, key, staff: principal !== undefined }),
  )

  route(api, endpoints.scans, requests.scanQuery, ({ principal, query, asOf }) =>
    scanPage(deps, principal, { ...query, asOf }),
  )

  route(api, endpoints.scanAlerts, requests.scanAlertQuery, ({ principal, query, asOf }) =>
    alertPage(deps, principal, { ...query, asOf }),
  )

  route(api, endpoints.closeScanAlert, requests.closeScanAlert, ({ principal, params, body }) =>
    closeAlert(deps, principal, params.id, body),
  )

  route(api, endpoints.scanRules, null, ({ principal }) => scanRulesOf(deps, principal.organisation))

  route(api, endpoints.setScanRules, requests.scanRules, ({ principal, body }) => setScanRules(deps, principal, body))
}
