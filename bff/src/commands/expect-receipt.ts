// What the chain expects on a trade, read fresh from its state: the same for every face of the match.
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { StateKey } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { expectationOf } from '@ectrace/shared/matching/expectation'
import { knownGoods } from '@ectrace/shared/matching/known-goods'
import { missingOnReceipt } from '@ectrace/shared/matching/licences'
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

/**
 * What the chain expects of a delivery. `count` brings in what the chain knows of the counted units; without it all packs of the trade are
 * opened for who will count. Credentials are judged `at` an instant, the count's own when none is given; without either they are not.
 */
export const expectDelivery = async (
  deps: Reading,
  trade: State['trade'],
  delivery: State['delivery'] | undefined,
  count?: Count,
  at = count?.at,
): Promise<Expectation> => {
  const get = <T>(key: StateKey<T>): Promise<T | undefined> => readState(deps, key)
  const batches = [...new Set((delivery?.lines ?? []).map(({ batch }) => batch))]
  const recalls = await Promise.all(batches.map((batch) => get(keys.recall(batch))))
  const missing = at === undefined ? [] : await missingOnReceipt(get, trade, delivery, at)
  const known = await knownGoods(get, { trade, delivery, count })
  return expectationOf({
    trade,
    delivery,
    recalled: batches.filter((_batch, i) => recalls[i] !== undefined),
    known,
    missingCredentials: missing,
  })
}

/** As `expectDelivery` for the delivery as it stands now. */
export const expectReceipt = async (
  deps: Reading,
  trade: State['trade'],
  count?: Count,
  at = count?.at,
): Promise<Expectation> => expectDelivery(deps, trade, await readState(deps, keys.delivery(trade.no)), count, at)
