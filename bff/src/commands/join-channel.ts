// An organisation enters the registry of another channel, or completes it there: its entry and its users as they stand on this one.
import { identifierSchemes } from '@ectrace/shared/codes/identifier'
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Deps, Principal } from '../deps.ts'
import type { Act, Plan } from './act.ts'
import { caughtUp } from './caught-up.ts'
import { mustRead, readState } from './state.ts'

/** How many users one transaction takes along (it holds 1 MB at most); the next request goes on. */
const mostUsers = 400

export type Joined = { registered: boolean; enrolled: number; revoked: number; remaining: number }

/** `administrator` is the caller: an organisation enters a registry with the key that signs it in. */
const registration = (organisation: State['organisation'], caller: State['user']): Act => {
  const { id, value, name, type, named } = organisation
  const scheme = identifierSchemes.find((one) => one === organisation.scheme)
  if (scheme === undefined) throw new AppError('INTERNAL', { details: { scheme: organisation.scheme } })
  const { publicKey, certificate, custody } = caller
  const fields = { id, scheme, value, name, type, named, administrator: caller.id, publicKey, certificate, custody }
  return { name: 'registerOrganisation', fields }
}

const enrolment = ({ id, publicKey, certificate, custody, organisation, roles }: State['user']): Act => ({
  name: 'enrolUser',
  fields: { id, publicKey, certificate, custody, organisation, roles },
})

const revocation = ({ id }: State['user']): Act => ({
  name: 'revokeUser',
  fields: { id, reason: 'revoked on another channel' },
})

/** What brings the user's entry on the other channel to what it is here. */
const userActs = async (to: Deps, user: State['user']): Promise<Act[]> => {
  const there = await readState(to, keys.user(user.id))
  if (user.status === 'active') return there === undefined ? [enrolment(user)] : []
  return there?.status === 'active' ? [revocation(user)] : []
}

/** Those the read model knows, as the chain has them; the caller left out. */
const usersOf = async (deps: Deps, { user, organisation }: Principal): Promise<State['user'][]> => {
  await caughtUp(deps)
  const rows = await deps.readModel
    .selectFrom('user')
    .select('id')
    .where('organisation', '=', organisation)
    .where('id', '!=', user)
    .orderBy('id')
    .execute()
  return Promise.all(rows.map(({ id }) => mustRead(deps, keys.user(id), 'user')))
}

/** An administrator with other roles would lose them: the registry gives the first one that role alone. */
const checkCaller = ({ roles, type }: { roles: readonly string[]; type: string }): void => {
  const given = type === 'operator' ? ['administrator', 'operator'] : ['administrator']
  if (roles.length !== given.length || !given.every((role) => roles.includes(role)))
    throw fault('FORBIDDEN', 'roles', 'administrator-alone')
}

/** Throws STATE_CONFLICT when nothing is missing there, FORBIDDEN for an administrator who has other roles too. */
export const planJoin = async (deps: Deps, to: Deps, principal: Principal): Promise<Plan<Joined>> => {
  const organisation = await mustRead(deps, keys.organisation(principal.organisation), 'organisation')
  const caller = await mustRead(deps, keys.user(principal.user), 'user')
  const registered = (await readState(to, keys.organisation(organisation.id))) === undefined
  if (registered) checkCaller({ roles: caller.roles, type: organisation.type })
  const changes = (await Promise.all((await usersOf(deps, principal)).map((user) => userActs(to, user)))).flat()
  const taken = changes.slice(0, mostUsers)
  const acts = [...(registered ? [registration(organisation, caller)] : []), ...taken]
  if (acts.length === 0) throw fault('STATE_CONFLICT', 'channel', 'registry.differs', to.channel)
  const enrolled = taken.filter(({ name }) => name === 'enrolUser').length
  const reply = { registered, enrolled, revoked: taken.length - enrolled, remaining: changes.length - taken.length }
  return { acts, reply }
}
