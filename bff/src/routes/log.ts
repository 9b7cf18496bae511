// The transparency log as everybody may read it: its key and newest checkpoint, and proofs that it only grew.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { fault } from '@ectrace/shared/errors'
import { requests } from '@ectrace/shared/schema/requests'
import { keepCosignature, newestCosigned } from '../commands/cosignatures.ts'
import { publicRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'

export const registerLogRoutes = (api: Api): void => {
  const { ledger } = api.deps

  publicRoute(api, endpoints.log, null, async () => {
    const { origin, channel, verifierKey, endorsements, checkpoint, size, height } = await ledger.log()
    const cosigned = await newestCosigned(api.deps, origin)
    return { origin, channel, verifierKey, endorsements, checkpoint, size, height, cosigned }
  })

  publicRoute(api, endpoints.cosign, requests.cosignature, ({ body }) => keepCosignature(api.deps, body.checkpoint))

  publicRoute(api, endpoints.consistency, requests.consistencyQuery, async ({ query: { from, to } }) => {
    const { size } = await ledger.log()
    if (to > size) throw fault('VALIDATION_FAILED', 'to', 'at-most-size', String(to))
    if (from > to) throw fault('VALIDATION_FAILED', 'from', 'at-most-to', String(from))
    return { path: await ledger.consistency(from, to) }
  })
}
