// One side of a trade or an agreement, as the other sees it.
import type { TradeSummary } from '@ectrace/shared/api/views'
import { keys } from '@ectrace/shared/ledger/keys'
import { mustRead } from '../commands/state.ts'
import type { Reading } from '../commands/state.ts'

export const partyOf = async (deps: Reading, id: string): Promise<TradeSummary['supplier']> => {
  const { name, level } = await mustRead(deps, keys.organisation(id), 'organisation')
  return { id, name, level }
}
