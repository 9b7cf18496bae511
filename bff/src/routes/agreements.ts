// Standing agreements: opened by the buyer, closed by either side.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { fault } from '@ectrace/shared/errors'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { agreementView } from '../views/agreement.ts'
import { pageOf } from '../views/page.ts'

export const registerAgreementRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.openAgreement, requests.openAgreement, (call) =>
    actFor(deps, call, () => ({
      acts: [{ name: 'openAgreement', fields: { buyer: call.principal.organisation, ...call.body } }],
      reply: {},
    })),
  )

  route(api, endpoints.closeAgreement, requests.reason, (call) => {
    const { supplier, buyer } = call.params
    const { organisation } = call.principal
    // Who trades with whom is nobody else's business: a stranger is told the same whether there is one or not.
    if (organisation !== supplier && organisation !== buyer)
      throw fault('WRONG_ORGANISATION', 'supplier', 'agreement.party')
    return actFor(deps, call, () => ({
      acts: [{ name: 'closeAgreement', fields: { supplier, buyer, ...call.body } }],
      reply: {},
    }))
  })

  route(api, endpoints.agreements, requests.agreementQuery, ({ query, principal, asOf }) => {
    const { organisation } = principal
    const mine = deps.readModel
      .selectFrom('agreement')
      .where((eb) =>
        eb.or([
          ...(query.side === 'buyer' ? [] : [eb('supplier', '=', organisation)]),
          ...(query.side === 'supplier' ? [] : [eb('buyer', '=', organisation)]),
        ]),
      )
    return pageOf(mine, { ...query, asOf }, (row) => agreementView(deps, row))
  })
}
