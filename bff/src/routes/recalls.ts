// Recalls: opened by a maker or a regulator, and read by everybody who is logged in.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError } from '@ectrace/shared/errors'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { requests } from '@ectrace/shared/schema/requests'
import { actFor } from '../commands/act-for.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { pageOf } from '../views/page.ts'
import { reachedBy, recallView } from '../views/recall.ts'

export const registerRecallRoutes = (api: Api): void => {
  const { deps } = api
  const { readModel } = deps

  route(api, endpoints.openRecall, requests.openRecall, (call) =>
    actFor(deps, call, (nonce) => {
      const id = deriveId('recall', call.principal.user, nonce)
      return { acts: [{ name: 'openRecall', fields: { id, ...call.body } }], reply: { recall: id } }
    }),
  )

  route(api, endpoints.recalls, requests.pageQuery, ({ query, asOf }) => {
    const all = readModel.selectFrom('recallAct')
    return pageOf(all, { ...query, asOf }, (row) => recallView(deps, row))
  })

  route(api, endpoints.recall, null, async ({ params }) => {
    const row = await readModel.selectFrom('recallAct').selectAll().where('id', '=', params.id).executeTakeFirst()
    if (row === undefined) throw new AppError('NOT_FOUND', { details: { recall: params.id } })
    return { ...(await recallView(deps, row)), reached: await reachedBy(deps, row) }
  })
}
