// Licences, certificates and reports: who may issue them, their issue, their status, and how they stand today.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { credentialView } from '../views/credential.ts'
import { pageOf } from '../views/page.ts'

export const registerCredentialRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.grantAuthority, requests.grantAuthority, (call) =>
    actFor(deps, call, () => ({ acts: [{ name: 'grantAuthority', fields: call.body }], reply: {} })),
  )

  route(api, endpoints.issueCredential, requests.issueCredential, (call) =>
    actFor(deps, call, () => ({ acts: [{ name: 'issueCredential', fields: call.body }], reply: {} })),
  )

  route(api, endpoints.changeCredentialStatus, requests.changeCredentialStatus, (call) =>
    actFor(deps, call, () => ({ acts: [{ name: 'changeCredentialStatus', fields: call.body }], reply: {} })),
  )

  route(api, endpoints.credentials, requests.credentialQuery, ({ query, asOf }) => {
    const { subject, type } = query
    const found = deps.readModel
      .selectFrom('credential')
      .where('subject', '=', subject)
      .$if(type !== undefined, (some) => some.where('type', '=', type ?? ''))
    return pageOf(found, { ...query, asOf }, (row) => credentialView(deps, row))
  })
}
