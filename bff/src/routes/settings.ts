// What an organisation sets for itself: read by its people, set by its administrator.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { requests } from '@ectrace/shared/schema/requests'
import { changeSettings, settingsOf } from '../commands/organisation-settings.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'

export const registerSettingsRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.organisationSettings, null, ({ principal }) => settingsOf(deps, principal.organisation))

  route(api, endpoints.setOrganisationSettings, requests.organisationSettings, ({ principal, body }) =>
    changeSettings(deps, principal, body),
  )
}
