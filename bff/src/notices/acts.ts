// An act on chain as notices are made of it: who did it, what it says openly, and how the trade stood right after it.
import type { UserRole } from '@ectrace/shared/domain/organisation'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { StateKey } from '@ectrace/shared/ledger/keys'
import type { Committed } from '@ectrace/shared/ledger/ledger'
import type { State } from '@ectrace/shared/ledger/state'
import { mustRead } from '../commands/state.ts'
import type { Deps } from '../deps.ts'

export type Actor = { organisation: string; name: string; roles: readonly UserRole[] }
export type Act = {
  actor: Actor
  committed: Committed
  /** A field's value where it is a text or a number; empty when there is none. */
  text: (field: string) => string
  /** A value as the act's transaction left it, or as it is now when that wrote none. */
  after: <T>(key: StateKey<T>) => Promise<T>
}

const actorOf = async (deps: Deps, user: string): Promise<Actor> => {
  const { organisation, roles } = await mustRead(deps, keys.user(user), 'user')
  const { name } = await mustRead(deps, keys.organisation(organisation), 'organisation')
  return { organisation, name, roles }
}

/** The act that is operation `op` of a transaction. Throws INTERNAL for one that the chain does not have. */
export const readAct = async (deps: Deps, transaction: string, op: number): Promise<Act> => {
  const committed = await deps.ledger.transaction(transaction)
  if (committed === undefined) throw new AppError('INTERNAL', { details: { transaction } })
  const fields = committed.openings[op] ?? {}
  return {
    actor: await actorOf(deps, committed.leaf.envelope.caller),
    committed,
    text: (field) => {
      const value = fields[field]?.value
      return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    },
    after: async <T>(key: StateKey<T>): Promise<T> => {
      const written = committed.writes.findLast((write) => write.key === key)
      // A key carries the type of the values that rules put under it.
      return written === undefined ? mustRead(deps, key, 'key') : (written.value as T)
    },
  }
}

export type Trade = State['trade']
