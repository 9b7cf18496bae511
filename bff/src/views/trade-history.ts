// What was done about a trade, by whom and when: every record that names it, oldest first, and the state that each left.
import type { TradeStep } from '@ectrace/shared/api/views'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { isTransactionName } from '@ectrace/shared/ledger/transactions'
import type { Deps } from '../deps.ts'

/** A trade's value holds all its lines: older states than these are not read for a page. */
const mostStates = 50

/** Transaction -> state of the trade after it. */
const statesAfter = async ({ ledger }: Deps, no: string): Promise<Map<string, State['trade']['state']>> => {
  const entries = await ledger.history(keys.trade(no), { limit: mostStates })
  // Only rules write under a trade's key.
  return new Map(entries.map(({ transaction, value }) => [transaction, (value as unknown as State['trade']).state]))
}

export const tradeHistory = async (deps: Deps, no: string): Promise<TradeStep[]> => {
  const states = await statesAfter(deps, no)
  const records = await deps.readModel
    .selectFrom('record_subject')
    .innerJoin('record', (join) =>
      join.onRef('record.transaction', '=', 'record_subject.transaction').onRef('record.op', '=', 'record_subject.op'),
    )
    .select(['record.name', 'record.recorded_at', 'record.transaction', 'record.organisation', 'record.caller'])
    .where('record_subject.subject', '=', keys.trade(no))
    .orderBy('record.leaf_index')
    .orderBy('record.op')
    .execute()
  return records.flatMap(({ name, recorded_at, transaction, organisation, caller }) => {
    if (!isTransactionName(name)) return []
    const state = states.get(transaction)
    const step = { act: name, at: recorded_at, transaction, organisation, user: caller }
    return [{ ...step, ...(state === undefined ? {} : { state }) }]
  })
}
