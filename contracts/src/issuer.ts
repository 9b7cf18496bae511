// Who may speak of a credential: staff of a verified organisation that holds the authority for its type.
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, requireRole } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

export const requireIssuerRole = (state: LedgerState): void => requireRole(state.caller, 'administrator', 'inspector')

/** Throws ORGANISATION_NOT_VERIFIED, or FORBIDDEN at `type`. */
export const requireAuthority = async (state: LedgerState, type: string): Promise<void> => {
  const { organisation, level } = state.caller
  demand(level === 'verified', 'ORGANISATION_NOT_VERIFIED', 'type', 'organisation.verified', organisation)
  const types = (await state.get(keys.authority(organisation)))?.types ?? []
  demand(types.includes(type), 'FORBIDDEN', 'type', 'authority.of-type', type)
}
