// Organisations and their users: register, verify, enrol, revoke; each act goes to the registry of every channel.
import { checkIdentifier } from '@ectrace/shared/codes/identifier'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { UserView } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { requests } from '@ectrace/shared/schema/requests'
import { actForAll, registryRoute } from '../commands/act-for.ts'
import { actOnChannels } from '../commands/act-on-channels.ts'
import { isFinal, nonceOf } from '../commands/act.ts'
import { dropAccount, prepareAccount } from '../commands/accounts.ts'
import type { Account } from '../commands/accounts.ts'
import type { Deps } from '../deps.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { checkSetupToken } from '../identity/bootstrap.ts'
import { pageOf, nameHolds } from '../views/page.ts'
import { organisationView } from '../views/goods.ts'

/** Lets an account stand only if its act may still reach the chain. */
const orDrop = async <T>(deps: Deps, account: Account, work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError && isFinal(error)) await dropAccount(deps, account)
    throw error
  }
}

export const registerOrganisationRoutes = (api: Api): void => {
  const { deps, sessions } = api

  publicRoute(api, endpoints.registerOrganisation, requests.registerOrganisation, async ({ body, key }) => {
    const { administrator, setupToken, ...organisation } = body
    const name = registryRoute(endpoints.registerOrganisation)
    const { value } = checkIdentifier({ scheme: body.scheme, value: body.value }, 'value')
    if (body.type === 'operator') checkSetupToken(deps.config, setupToken)
    const nonce = nonceOf({ route: name, key })
    const id = deriveId('organisation', administrator.login, nonce)
    const account = await prepareAccount(deps, { ...administrator, organisation: id, nonce })
    const { user, publicKey, certificate, custody } = account
    const asked = { ...organisation, value, login: administrator.login }
    const done = actOnChannels(deps, { user, custody, route: name, key, asked }, () => ({
      acts: [
        {
          name: 'registerOrganisation',
          fields: { ...organisation, value, id, administrator: user, publicKey, certificate, custody },
        },
      ],
      reply: { organisation: id, user },
    }))
    return orDrop(deps, account, done)
  })

  route(api, endpoints.verifyOrganisation, requests.verifyOrganisation, (call) =>
    actForAll(deps, endpoints.verifyOrganisation, call, () => ({
      acts: [{ name: 'verifyOrganisation', fields: { organisation: call.params.id, ...call.body } }],
      reply: {},
    })),
  )

  route(api, endpoints.organisations, requests.organisationQuery, ({ query, asOf }) => {
    const found = deps.readModel.selectFrom('organisation').where(nameHolds(query.search ?? ''))
    return pageOf(found, { ...query, asOf }, organisationView)
  })

  route(api, endpoints.organisation, null, async ({ params }) => {
    const row = await deps.readModel
      .selectFrom('organisation')
      .selectAll()
      .where('id', '=', params.id)
      .executeTakeFirst()
    if (row === undefined) throw new AppError('NOT_FOUND', { details: { organisation: params.id } })
    return organisationView(row)
  })

  route(api, endpoints.enrolUser, requests.enrolUser, async (call) => {
    const { login, password, publicKey, roles } = call.body
    const { organisation } = call.principal
    const nonce = nonceOf({ route: registryRoute(endpoints.enrolUser), key: call.key })
    const account = await prepareAccount(deps, { login, password, publicKey, organisation, nonce })
    const done = actForAll(deps, endpoints.enrolUser, { ...call, body: { roles, login } }, () => ({
      acts: [
        {
          name: 'enrolUser',
          fields: {
            id: account.user,
            organisation,
            roles,
            publicKey: account.publicKey,
            certificate: account.certificate,
            custody: account.custody,
          },
        },
      ],
      reply: { user: account.user },
    }))
    return orDrop(deps, account, done)
  })

  route(api, endpoints.users, requests.pageQuery, ({ query, principal, asOf }) => {
    const found = deps.readModel.selectFrom('user').where('organisation', '=', principal.organisation)
    return pageOf(found, { ...query, asOf }, (row) => userView(deps, row))
  })

  route(api, endpoints.revokeUser, requests.revokeUser, async (call) => {
    const answer = await actForAll(deps, endpoints.revokeUser, call, () => ({
      acts: [{ name: 'revokeUser', fields: { id: call.params.id, reason: call.body.reason } }],
      reply: {},
    }))
    await sessions.endAllOf(call.params.id)
    return answer
  })
}

const userView = async (
  deps: Deps,
  row: { id: string; roles: string; status: string; custody: string },
): Promise<UserView> => {
  const account = await deps.vault.selectFrom('account').select('login').where('user', '=', row.id).executeTakeFirst()
  const certificate = await deps.vault
    .selectFrom('certificate')
    .select('pem')
    .where('user', '=', row.id)
    .executeTakeFirst()
  return {
    id: row.id,
    login: account?.login ?? '',
    roles: JSON.parse(row.roles) as UserView['roles'],
    status: row.status as UserView['status'],
    custody: row.custody as UserView['custody'],
    certificate: certificate?.pem ?? '',
  }
}
