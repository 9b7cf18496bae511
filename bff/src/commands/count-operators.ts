// Who may have counted what one session sends: the operators of one organisation who share a device, and who they are by name.
import type { Counter } from '@ectrace/shared/api/counting-views'
import type { CountOperation } from '@ectrace/shared/counting/operation'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Deps, Principal } from '../deps.ts'
import { tradeHistory } from '../views/trade-history.ts'
import { readState } from './state.ts'

/** More operators than this share no device: those named after them are strangers. */
const mostOperators = 50
const userId = /^U[A-Z2-7]{19}$/

const authorOf = (value: unknown): string[] => {
  const by: unknown = typeof value === 'object' && value !== null && 'by' in value ? value.by : undefined
  return typeof by === 'string' && userId.test(by) ? [by] : []
}

/** Revoked ones too: what somebody counted before he left was counted. */
const mayCount = async (deps: Deps, { organisation }: Principal, id: string): Promise<boolean> => {
  const user = await readState(deps, keys.user(id))
  return user?.organisation === organisation && user.roles.some((role) => role === 'warehouse' || role === 'trader')
}

/** Of the people that `given` names as authors: the caller, and those of his organisation who may count. */
export const operatorsAmong = async (
  deps: Deps,
  principal: Principal,
  given: readonly unknown[],
): Promise<ReadonlySet<string>> => {
  const others = [...new Set(given.flatMap(authorOf))].filter((by) => by !== principal.user).slice(0, mostOperators)
  const found = await Promise.all(others.map((id) => mayCount(deps, principal, id)))
  return new Set([principal.user, ...others.filter((_id, i) => found[i])])
}

/** Leaves in the audit who sent operations of whom. */
export const noteColleagues = async (
  { vault, clock }: Deps,
  trade: string,
  { user, organisation }: Principal,
  operations: readonly CountOperation[],
): Promise<void> => {
  const others = operations.filter(({ by }) => by !== user)
  if (others.length === 0) return
  const of: Record<string, number> = {}
  for (const { by } of others) of[by] = (of[by] ?? 0) + 1
  await vault
    .insertInto('audit')
    .values({
      ...{ at: clock(), user, organisation, action: 'count.for', target: trade, code: null },
      details: JSON.stringify({ operations: of }),
    })
    .execute()
}

type Scans = { scans: number; last: string }

const countedOn = async ({ vault, channel }: Deps, trade: string): Promise<Map<string, Scans>> => {
  const rows = await vault
    .selectFrom('count_operation')
    .select('operation')
    .where('channel', '=', channel)
    .where('trade', '=', trade)
    .execute()
  const found = new Map<string, Scans>()
  for (const row of rows) {
    // Written by count-together.ts, from what parseOperation had read.
    const { kind, by, at } = JSON.parse(row.operation) as CountOperation
    const before = found.get(by) ?? { scans: 0, last: at }
    found.set(by, {
      scans: before.scans + (kind === 'scan' ? 1 : 0),
      last: Date.parse(at) > Date.parse(before.last) ? at : before.last,
    })
  }
  return found
}

/** The buyer's people on this trade: who counted (as long as operations are kept), and who signed what about it. */
export const countersOf = async (deps: Deps, { no, buyer }: State['trade']): Promise<Counter[]> => {
  const [counted, steps] = await Promise.all([countedOn(deps, no), tradeHistory(deps, no)])
  const signed = steps.flatMap(({ organisation, user }) => (organisation === buyer ? [user] : []))
  const ids = [...new Set([...counted.keys(), ...signed])]
  if (ids.length === 0) return []
  const accounts = await deps.vault.selectFrom('account').select(['user', 'login']).where('user', 'in', ids).execute()
  const logins = new Map(accounts.map(({ user, login }) => [user, login]))
  return ids.map((user) => {
    const own = counted.get(user)
    return {
      user,
      login: logins.get(user) ?? '',
      scans: own?.scans ?? 0,
      ...(own === undefined ? {} : { last: own.last }),
    }
  })
}
