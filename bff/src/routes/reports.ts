// Reports of consumers: taken from anybody with a receipt number for it, read and answered by those whom they concern.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { foldReceipt } from '@ectrace/shared/codes/report-receipt'
import { fault } from '@ectrace/shared/errors'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { requests } from '@ectrace/shared/schema/requests'
import { keyedDigest } from '../commands/keyed-digest.ts'
import { once } from '../http/once.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { answerReport, reportFor } from '../reports/answer-report.ts'
import { keepReport } from '../reports/keep-report.ts'
import { listReports } from '../reports/list-reports.ts'
import { reportReader } from '../reports/report-readers.ts'
import { reportStatus, reportView } from '../reports/report-views.ts'
import type { ReportRow } from '../reports/report-views.ts'
import { reportedGoods } from '../reports/reported-goods.ts'

export const registerReportRoutes = (api: Api): void => {
  const { deps } = api
  const { vault } = deps

  const receiptFrom = (text: string): string => {
    const receipt = foldReceipt(text)
    if (receipt === undefined) throw fault('NOT_FOUND', 'receipt', 'exists')
    return receipt
  }
  /** On whichever channel: the number is all that a consumer has. */
  const rowOf = async (receipt: string): Promise<ReportRow> => {
    const row = await vault.selectFrom('report').selectAll().where('receipt', '=', receipt).executeTakeFirst()
    if (row === undefined) throw fault('NOT_FOUND', 'receipt', 'exists')
    return row
  }
  /** Keyed: what people write can be guessed from a plain digest. */
  const digestOf = (asked: Json): Promise<string> => keyedDigest(deps, 'request', canonicalBytes(asked))

  publicRoute(api, endpoints.report, requests.report, async ({ body, key, route: name, ip }) => {
    const { c, kind, text, contact = '', place = '', visitor = '' } = body
    const request = await digestOf([c, kind, text, contact, place, visitor])
    const { outcome } = await once(deps, { route: name, scope: c, key, request }, async () => ({
      receipt: await keepReport(await reportedGoods(deps, c), { ...body, city: deps.cities?.(ip)?.city }),
    }))
    return reportStatus(await rowOf(outcome.receipt))
  })

  publicRoute(api, endpoints.reportStatus, null, async ({ params }) =>
    reportStatus(await rowOf(receiptFrom(params.receipt))),
  )

  route(api, endpoints.reports, requests.reportQuery, ({ query, principal, asOf }) =>
    listReports(deps, principal, { ...query, asOf }),
  )

  route(api, endpoints.answerReport, requests.answerReport, async ({ params, body, principal, key, route: name }) => {
    const receipt = receiptFrom(params.receipt)
    const request = await digestOf([receipt, body.state, body.answer])
    await once(deps, { route: name, scope: principal.user, key, request }, async () => {
      await answerReport(deps, principal, receipt, body)
      return { receipt }
    })
    const { contacts } = await reportReader(deps, principal)
    return reportView(deps, await reportFor(deps, principal, receipt), contacts)
  })
}
