// The channels of this server: each a log of its own, with the key that signs it.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { publicRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'

export const registerChannelRoutes = (api: Api): void => {
  const { channels } = api.deps

  publicRoute(api, endpoints.channels, null, () =>
    Promise.all(
      channels.map(async ({ channel, ledger }) => {
        const { origin, verifierKey } = await ledger.log()
        return { channel, origin, verifierKey }
      }),
    ),
  )
}
