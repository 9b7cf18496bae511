// The channels of this server, each a log of its own with the key that signs it, and how an organisation comes to another one.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError, fault } from '@ectrace/shared/errors'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { planJoin } from '../commands/join-channel.ts'
import { withoutBlock } from '../http/answer.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'

export const registerChannelRoutes = (api: Api): void => {
  const { deps } = api
  const { channels } = deps

  publicRoute(api, endpoints.channels, null, () =>
    Promise.all(
      channels.map(async ({ channel, ledger }) => {
        const { origin, verifierKey } = await ledger.log()
        return { channel, origin, verifierKey }
      }),
    ),
  )

  route(api, endpoints.joinChannel, requests.empty, async (call) => {
    const to = channels.find(({ channel }) => channel === call.params.channel)
    if (to === undefined) throw new AppError('NOT_FOUND', { details: { channel: call.params.channel } })
    if (to.channel === deps.channel) throw fault('STATE_CONFLICT', 'channel', 'another-channel', to.channel)
    return withoutBlock(await actFor(to, call, () => planJoin(deps, to, call.principal)))
  })
}
