// Sets of codes that are being made for a batch: begun, looked at, given up.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { requests } from '@ectrace/shared/schema/requests'
import { beginSet, cancelSet, codeSetRow } from '../codes/prepare-set.ts'
import { setId } from '../codes/set-id.ts'
import { nonceOf } from '../commands/act.ts'
import { once } from '../http/once.ts'
import { mustRead } from '../commands/state.ts'
import type { Deps, Principal } from '../deps.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import type { CodeSetTable } from '../store/vault.ts'
import { preparationPage, preparationView } from '../views/code-preparation.ts'

const checkOwn = async (deps: Deps, batch: string, { organisation }: Principal): Promise<void> => {
  const made = await mustRead(deps, keys.batch(batch), 'batch')
  if (made.organisation !== organisation) throw fault('WRONG_ORGANISATION', 'batch', 'own')
}

const ownRow = async (deps: Deps, id: string, principal: Principal): Promise<CodeSetTable> => {
  const row = await codeSetRow(deps, id)
  if (row === undefined) throw new AppError('NOT_FOUND', { details: { preparation: id } })
  await checkOwn(deps, row.batch, principal)
  return row
}

export const registerCodePreparationRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.prepareCodes, requests.prepareCodes, async (call) => {
    const { user, organisation } = call.principal
    const { id: batch } = call.params
    await checkOwn(deps, batch, call.principal)
    // The name follows from the whole request: a repeat finds what the first one began, and a key used for another one is noticed.
    const { count } = call.body
    const id = setId(user, nonceOf(call), batch, count)
    const asked = { route: call.route, scope: user, key: call.key, request: id }
    await once(deps, asked, async () => {
      await beginSet(deps, { id, batch, user, count, organisation })
      return { preparation: id }
    })
    return preparationView(deps, await ownRow(deps, id, call.principal))
  })

  route(api, endpoints.codePreparations, requests.pageQuery, async ({ params, query, principal, asOf }) => {
    await checkOwn(deps, params.id, principal)
    return preparationPage(deps, params.id, { ...query, asOf })
  })

  route(api, endpoints.codePreparation, null, async ({ params, principal }) =>
    preparationView(deps, await ownRow(deps, params.id, principal)),
  )

  route(api, endpoints.cancelPreparation, requests.empty, async ({ params, principal }) => {
    const view = await preparationView(deps, await ownRow(deps, params.id, principal))
    if (view.state === 'minted') throw fault('STATE_CONFLICT', 'state', 'preparation.not-minted')
    await cancelSet(deps, params.id)
    return preparationView(deps, await ownRow(deps, params.id, principal))
  })
}
