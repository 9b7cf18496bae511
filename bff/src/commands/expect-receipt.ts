// What the chain expects on a trade, read fresh from its state: the same for every face of the match.
import type { Instant } from '@ectrace/shared/domain/time'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { expectDelivery } from '@ectrace/shared/matching/expect-delivery'
import type { Count, Expectation } from '@ectrace/shared/matching/match'
import type { Deps, Principal } from '../deps.ts'
import { mustRead, readingOf, readState } from './state.ts'
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

/** As `expectDelivery` for the delivery as it stands now. */
export const expectReceipt = async (
  deps: Reading,
  trade: State['trade'],
  count?: Count,
  at?: Instant,
): Promise<Expectation> => {
  const delivery = await readState(deps, keys.delivery(trade.no))
  return expectDelivery(readingOf(deps), { trade, delivery, count, at })
}
