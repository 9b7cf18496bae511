// What the chain expects on a trade, read fresh from its state: the same for every face of the match.
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { expectationOf } from '@ectrace/shared/matching/expectation'
import { knownGoods } from '@ectrace/shared/matching/known-goods'
import type { Count, Expectation } from '@ectrace/shared/matching/match'
import type { Deps, Principal } from '../deps.ts'
import { mustRead, readState } from './state.ts'
import type { Reading } from './state.ts'

/** The trade, for one of its parties. Throws NOT_FOUND, or WRONG_ORGANISATION with an audit row. */
export const tradeForParty = async (
  deps: Deps,
  principal: Principal,
  no: string,
  side: 'supplier' | 'buyer' | 'either',
): Promise<State['trade']> => {
  const trade = await mustRead(deps, keys.trade(no), 'no')
  const { organisation } = principal
  const isSupplier = trade.supplier === organisation
  const isBuyer = trade.buyer === organisation
  if ((side !== 'buyer' && isSupplier) || (side !== 'supplier' && isBuyer)) return trade
  await deps.vault
    .insertInto('audit')
    .values({
      at: deps.clock(),
      user: principal.user,
      organisation,
      action: `trade.${side}`,
      target: no,
      code: 'WRONG_ORGANISATION',
      details: null,
    })
    .execute()
  throw new AppError('WRONG_ORGANISATION', { details: { faults: [{ field: 'no', rule: `trade.${side}` }] } })
}

/** `count` brings in what the chain knows of the counted units; without it all packs of the trade are opened for who will count. */
export const expectReceipt = async (deps: Reading, trade: State['trade'], count?: Count): Promise<Expectation> => {
  const delivery = await readState(deps, keys.delivery(trade.no))
  const batches = [...new Set((delivery?.lines ?? []).map(({ batch }) => batch))]
  const recalls = await Promise.all(batches.map((batch) => readState(deps, keys.recall(batch))))
  const known = await knownGoods((key) => readState(deps, key), { trade, delivery, count })
  return expectationOf({
    trade,
    delivery,
    recalled: batches.filter((_batch, i) => recalls[i] !== undefined),
    known,
  })
}
