// Asks the chain whether what is loaded may leave, anew whenever the load has changed and can be judged.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import type { LoadCheck } from '@ectrace/shared/matching/match-loading'
import { call } from '../../api/call'
import { useFetch, type Fetched } from '../../api/use-fetch'
import { checkDispatch, loadBody, type DispatchDraft } from './dispatch-draft'

/** Units that are still being scanned are judged too; only what cannot be read at all is not. */
const canBeJudged = (draft: DispatchDraft, lines: TradeView['lines']): boolean =>
  checkDispatch(draft, lines).every(
    ({ field }) => field.endsWith('.units') || field === 'dispatchedAt' || field === 'temperature',
  )

/** Bulk lines, and named ones with what is named so far. */
const judged = (draft: DispatchDraft): DispatchDraft => ({
  ...draft,
  loads: draft.loads.map((load) => (load.named && load.units.length === 0 ? { ...load, named: false } : load)),
})

/** `asked` says whether the load can be judged at all. */
export const useLoadCheck = (trade: TradeView, draft: DispatchDraft): Fetched<LoadCheck> & { asked: boolean } => {
  const { no, lines } = trade
  const asked = canBeJudged(draft, lines)
  const body = loadBody(judged(draft))
  const check = useFetch(asked ? `load-check:${no}:${JSON.stringify(body)}` : undefined, () =>
    call(endpoints.checkLoad, { params: { no }, body }),
  )
  return { ...check, asked }
}
