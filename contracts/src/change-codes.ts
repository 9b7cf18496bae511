// What activating, freezing, releasing and voiding codes have in common: whose they are, how they stand, and the act kept verbatim.
import { changeRuns } from '@ectrace/shared/codes/code-runs'
import type { ActedBy, CodeAct } from '@ectrace/shared/codes/code-runs'
import { setRunsOf } from '@ectrace/shared/codes/set-runs'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { demand, mustExist, requireOrganisation, requireRole } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Change = Pick<State['codeActed'], 'batch' | 'set' | 'from' | 'to' | 'reason' | 'note'>

/** How the codes of a set stand, whether or not anything was ever done to them. NOT_FOUND at `set` when it was never minted. */
export const codeRunsOf = async (state: LedgerState, batch: string, set: number): Promise<State['codeRuns']> => {
  const found = await setRunsOf(state.get, batch, set)
  demand(found !== undefined, 'NOT_FOUND', 'set', 'set.minted', String(set))
  return found
}

/** The operator may stop codes that it suspects; all else is the maker's. */
const actingAs = async (state: LedgerState, act: CodeAct, maker: string): Promise<ActedBy> => {
  const stopping = act === 'freeze' || act === 'release'
  const operator = stopping ? await state.get(keys.operator()) : undefined
  if (operator?.organisation === state.caller.organisation && maker !== operator.organisation) {
    requireRole(state.caller, 'operator')
    return 'operator'
  }
  requireRole(state.caller, 'trader')
  requireOrganisation(state.caller, maker, 'batch')
  return 'maker'
}

export const changeCodes = async (state: LedgerState, act: CodeAct, change: Change): Promise<void> => {
  const { batch, set, from, to } = change
  const by = await actingAs(state, act, (await mustExist(state, keys.batch(batch), 'batch')).organisation)
  const before = await codeRunsOf(state, batch, set)
  const runs = changeRuns(before.runs, act, change, by)
  state.put(keys.codeRuns(batch, set), { v: 1, batch, set, acts: before.acts + 1, runs })
  const { organisation } = state.caller
  state.put(keys.codeActed(batch, set, before.acts), { v: 1, ...change, n: before.acts, act, organisation })
  state.emit('codesChanged', { v: 1, batch, set, act, from, to })
}
