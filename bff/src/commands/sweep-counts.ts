// Takes what was counted out of the vault some days after its trade ended: a few trades at a time, once an hour.
import type { TradeState } from '@ectrace/shared/domain/trade'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Deps } from '../deps.ts'
import { readState } from './state.ts'

const dayMs = 86_400_000
/** Late operations of phones without a signal come within it. */
const keptDays = 7
/** Nobody goes on with a count of that age, whatever became of the trade. */
const longestDays = 90
const tradesAtOnce = 20
const rowsAtOnce = 5_000

const ended: readonly TradeState[] = ['received', 'refused', 'returned', 'cancelled', 'declined']

const candidates = ({ vault, channel, clock }: Deps) =>
  vault
    .selectFrom('count_operation')
    .select(({ fn }) => ['trade', fn.max('received_at').as('newest')])
    .where('channel', '=', channel)
    .groupBy('trade')
    .having(({ fn }) => fn.max('received_at'), '<', clock() - keptDays * dayMs)
    .orderBy('newest')
    .limit(tradesAtOnce)
    .execute()

/** At most `rowsAtOnce` rows of the trade: what is left goes next time. */
const forget = async ({ vault, channel }: Deps, trade: string): Promise<void> => {
  const oldest = vault
    .selectFrom('count_operation')
    .select('n')
    .where('channel', '=', channel)
    .where('trade', '=', trade)
    .orderBy('n')
    .limit(rowsAtOnce)
  await vault.deleteFrom('count_operation').where('n', 'in', oldest).execute()
}

/** At most once an hour on a channel; asked for whenever somebody counts. */
export const sweepCounts = async (deps: Deps): Promise<void> => {
  const { allowed } = await deps.fast.hit(`count-sweep:${deps.channel}`, 3_600, 1)
  if (!allowed) return
  for (const { trade, newest } of await candidates(deps)) {
    const state = (await readState(deps, keys.trade(trade)))?.state
    const isOld = newest < deps.clock() - longestDays * dayMs
    if (isOld || state === undefined || ended.includes(state)) await forget(deps, trade)
  }
}
