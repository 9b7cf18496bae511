// Events of EPCIS shape, and the pictures that are their evidence.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { requests } from '@ectrace/shared/schema/requests'
import { fault } from '@ectrace/shared/errors'
import { actFor } from '../commands/act-for.ts'
import { keepPicture, pictureTypes, uploadLimit } from '../commands/keep-picture.ts'
import { route, uploadRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'

export const registerEventRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.recordEvent, requests.recordEvent, async (call) => {
    for (const [i, { digest, type }] of call.body.evidence.entries()) {
      const kept = await deps.vault
        .selectFrom('evidence')
        .select('type')
        .where('digest', '=', digest)
        .executeTakeFirst()
      if (kept?.type !== type) throw fault('NOT_FOUND', `evidence.${String(i)}.digest`, 'uploaded', digest)
    }
    return actFor(deps, call, (nonce) => {
      const id = deriveId('event', call.principal.user, nonce)
      return { acts: [{ name: 'recordEvent', fields: { id, ...call.body } }], reply: { event: id } }
    })
  })

  uploadRoute(api, endpoints.addEvidence, { types: pictureTypes, limit: uploadLimit }, ({ body, principal }) =>
    keepPicture(deps, principal.organisation, body.bytes),
  )
}
