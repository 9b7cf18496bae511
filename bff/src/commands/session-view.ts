// A session as its owner sees it: the tokens, and who he is by registry and vault.
import type { Me, Session } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Deps } from '../deps.ts'
import type { OpenSession } from '../identity/sessions.ts'
import { mustRead } from './state.ts'

export const meOf = async (deps: Deps, user: string): Promise<Me> => {
  const { organisation, roles, custody } = await mustRead(deps, keys.user(user), 'user')
  const { id, name, type, level, scheme, value, named } = await mustRead(
    deps,
    keys.organisation(organisation),
    'organisation',
  )
  const account = await deps.vault.selectFrom('account').select('login').where('user', '=', user).executeTakeFirst()
  if (account === undefined) throw new AppError('UNAUTHENTICATED')
  return { user, login: account.login, roles, custody, organisation: { id, name, type, level, scheme, value, named } }
}

export const sessionOf = async (deps: Deps, { user, token, refresh, expiresAt }: OpenSession): Promise<Session> => ({
  token,
  refresh,
  expiresAt,
  me: await meOf(deps, user),
})
