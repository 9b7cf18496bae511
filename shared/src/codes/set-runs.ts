// Reads how the codes of a minted set stand, whether or not anything was ever done to them: for rules, the door and whoever has the state.
import { keys } from '../ledger/keys.ts'
import type { GetState } from '../ledger/keys.ts'
import type { CodeRuns } from '../ledger/code-state.ts'
import { firstRuns } from './code-runs.ts'

/** undefined: the set was never minted. */
export const setRunsOf = async (get: GetState, batch: string, set: number): Promise<CodeRuns | undefined> => {
  const kept = await get(keys.codeRuns(batch, set))
  if (kept !== undefined) return kept
  const minted = (await get(keys.codes(batch)))?.sets.find((one) => one.set === set)
  if (minted === undefined) return undefined
  const runs = firstRuns(minted.count, minted.activation === 'later' ? 'printed' : 'active')
  return { v: 1, batch, set, acts: 0, runs }
}
