// From goods in hand to the next trade.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { draftOnward } from '../commands/draft-onward.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'

export const registerOnwardRoutes = (api: Api): void => {
  route(api, endpoints.draftOnward, requests.draftOnward, ({ principal, body }) =>
    draftOnward(api.deps, principal.organisation, body),
  )
}
