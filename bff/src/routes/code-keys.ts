// Keys of the keyed check in serials: the operator sees which there are and makes a new one.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodeKeyView } from '@ectrace/shared/api/code-views'
import { fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { requests } from '@ectrace/shared/schema/requests'
import type { CodeKey } from '../codes/code-keys.ts'
import { mustRead } from '../commands/state.ts'
import type { Principal } from '../deps.ts'
import { once } from '../http/once.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'

export const registerCodeKeyRoutes = (api: Api): void => {
  const { deps } = api
  const { keys: codeKeys } = deps.codes

  const checkOperator = async ({ organisation }: Principal): Promise<void> => {
    const operator = await mustRead(deps, keys.operator(), 'operator')
    if (operator.organisation !== organisation) throw fault('WRONG_ORGANISATION', 'organisation', 'operator')
  }
  const view = ({ id, createdAt }: CodeKey): CodeKeyView => ({
    id,
    newest: id === codeKeys.newest().id,
    ...(createdAt === 0 ? {} : { createdAt: new Date(createdAt).toISOString() }),
  })

  route(api, endpoints.codeKeys, null, async ({ principal }) => {
    await checkOperator(principal)
    await codeKeys.refresh()
    return { keys: codeKeys.all().map(view) }
  })

  route(api, endpoints.rotateCodeKey, requests.empty, async ({ principal, route: name, key }) => {
    await checkOperator(principal)
    const asked = { route: name, scope: principal.user, key, request: '' }
    const { outcome } = await once(deps, asked, async () => ({ id: (await codeKeys.rotate(principal)).id }))
    await codeKeys.refresh()
    const made = codeKeys.all().find(({ id }) => id === outcome.id) ?? codeKeys.newest()
    return view(made)
  })
}
