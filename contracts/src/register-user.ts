// A user's entry in the on-chain registry: the raw key by which every later signature is checked.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { userId } from '@ectrace/shared/proof/envelope'
import { demand, mustBeNew } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type NewUser = Omit<State['user'], 'v' | 'status'> & { idField: string }

/** Writes an active user. Throws VALIDATION_FAILED when the identifier is not the key's own, ALREADY_EXISTS when the key is registered. */
export const registerUser = async (state: LedgerState, { idField, ...user }: NewUser): Promise<void> => {
  demand(userId(user.publicKey) === user.id, 'VALIDATION_FAILED', idField, 'user.id-of-key', user.id)
  await mustBeNew(state, keys.user(user.id), idField)
  state.put(keys.user(user.id), { v: 1, ...user, status: 'active' })
}
