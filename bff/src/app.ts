// Puts the application together from its dependencies: headers, log, errors, health, the API, the door of codes, the built pages.
import Router from '@koa/router'
import Koa from 'koa'
import type { Deps } from './deps.ts'
import type { HttpState } from './http/context.ts'
import { connectionErrors, errorReply } from './http/error-reply.ts'
import { registerHealthRoutes } from './http/health.ts'
import { createLimits } from './http/limits.ts'
import type { Limits } from './http/limits.ts'
import { requestLog } from './http/request-log.ts'
import type { Api } from './http/route.ts'
import { securityHeaders } from './http/security.ts'
import { staticPages } from './http/static.ts'
import { openSessions } from './identity/sessions.ts'
import { registerAgreementRoutes } from './routes/agreements.ts'
import { registerBatchRoutes } from './routes/batches.ts'
import { registerChannelRoutes } from './routes/channels.ts'
import { registerCodeKeyRoutes } from './routes/code-keys.ts'
import { registerCodePreparationRoutes } from './routes/code-preparations.ts'
import { registerCodeRoutes } from './routes/codes.ts'
import { registerCountingRoutes } from './routes/counting.ts'
import { registerCredentialRoutes } from './routes/credentials.ts'
import { registerDeliveryNoteRoutes } from './routes/delivery-notes.ts'
import { registerDemoRoutes } from './routes/demo.ts'
import { registerDiscrepancyRoutes } from './routes/discrepancies.ts'
import { registerDoor } from './routes/door.ts'
import { registerEventRoutes } from './routes/events.ts'
import { registerExportRoutes } from './routes/exports.ts'
import { registerHiddenCodeRoutes } from './routes/hidden-codes.ts'
import { registerLabelRoutes } from './routes/labels.ts'
import { registerImportRoutes } from './routes/imports.ts'
import { registerLogRoutes } from './routes/log.ts'
import { registerLoginRoutes } from './routes/logins.ts'
import { registerNoticeRoutes } from './routes/notices.ts'
import { registerOnwardRoutes } from './routes/onward-trades.ts'
import { registerOpeningRoutes } from './routes/opening.ts'
import { registerOrganisationRoutes } from './routes/organisations.ts'
import { registerPackRoutes } from './routes/packs.ts'
import { registerPhoneRoutes } from './routes/phones.ts'
import { registerPlaceRoutes } from './routes/places.ts'
import { registerProductRoutes } from './routes/products.ts'
import { registerRecallRoutes } from './routes/recalls.ts'
import { registerReceiptRoutes } from './routes/receipts.ts'
import { registerReportRoutes } from './routes/reports.ts'
import { registerScanAnchorRoutes } from './routes/scan-anchors.ts'
import { registerScanRoutes } from './routes/scans.ts'
import { registerSessionRoutes } from './routes/sessions.ts'
import { registerSettingsRoutes } from './routes/settings.ts'
import { registerStockRoutes } from './routes/stock.ts'
import { registerTraceRoutes } from './routes/trace.ts'
import { registerTradeRoutes } from './routes/trades.ts'
import { registerTransactionRoutes } from './routes/transactions.ts'
import { registerWechatRoutes } from './routes/wechat.ts'

/** One file per resource; a new one is added here. */
const resources: readonly ((api: Api) => void)[] = [
  registerSessionRoutes,
  registerLoginRoutes,
  registerPhoneRoutes,
  registerOrganisationRoutes,
  registerPlaceRoutes,
  registerProductRoutes,
  registerBatchRoutes,
  registerCodeRoutes,
  registerOpeningRoutes,
  registerCodePreparationRoutes,
  registerCodeKeyRoutes,
  registerHiddenCodeRoutes,
  registerLabelRoutes,
  registerStockRoutes,
  registerRecallRoutes,
  registerCredentialRoutes,
  registerEventRoutes,
  registerTradeRoutes,
  registerReceiptRoutes,
  registerDeliveryNoteRoutes,
  registerAgreementRoutes,
  registerPackRoutes,
  registerDiscrepancyRoutes,
  registerOnwardRoutes,
  registerCountingRoutes,
  registerSettingsRoutes,
  registerImportRoutes,
  registerExportRoutes,
  registerNoticeRoutes,
  registerWechatRoutes,
  registerTransactionRoutes,
  registerLogRoutes,
  registerChannelRoutes,
  registerTraceRoutes,
  registerReportRoutes,
  registerScanRoutes,
  registerScanAnchorRoutes,
  registerDemoRoutes,
]

export const apiPrefix = '/api/v1'
const demoPage = '/pages/demo/index'

/** The default channel's endpoints, and every channel's below its own name. */
const routersOf = async (deps: Deps, limits: Limits): Promise<Router<HttpState>[]> => {
  const home = new Router<HttpState>({ prefix: apiPrefix })
  const named: Router<HttpState>[] = []
  for (const one of deps.channels) {
    const router = new Router<HttpState>({ prefix: `${apiPrefix}/channels/${one.channel}` })
    const api: Api = { router, deps: one, sessions: await openSessions(one), limits }
    const served = one.channel === deps.channel ? [api, { ...api, router: home }] : [api]
    for (const each of served) for (const register of resources) register(each)
    named.push(router)
  }
  return [home, ...named]
}

/** The application over the open dependencies of the default channel. Nothing listens yet. */
export const createApp = async (deps: Deps): Promise<Koa<HttpState>> => {
  const { config, log } = deps
  const app = new Koa<HttpState>()
  // Behind one trusted proxy the last address it appended is the client's; without one the header is the client's own claim.
  app.proxy = config.trustProxy
  app.maxIpsCount = 1
  app.on('error', connectionErrors(log))

  const outer = new Router<HttpState>()
  registerHealthRoutes(outer, deps)
  if (config.demo)
    outer.get('/demo', (ctx) => {
      ctx.redirect(demoPage)
    })
  const limits = createLimits(deps.fast, deps.config.rateFactor)
  registerDoor(outer, deps, limits)

  app.use(requestLog(deps))
  app.use(securityHeaders({ https: config.publicUrl.startsWith('https:') && config.https.kind !== 'self-signed' }))
  app.use(errorReply(log))
  app.use(outer.routes())
  for (const router of await routersOf(deps, limits)) app.use(router.routes())
  app.use(staticPages(config.h5Dir, apiPrefix))
  return app
}
