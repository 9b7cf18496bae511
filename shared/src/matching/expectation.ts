// What may be received on a trade now, put together from the values on chain: the same for the rule and for the door.
import { subtract } from '../domain/decimal.ts'
import type { State } from '../ledger/state.ts'
import type { KnownGoods, Ratios } from './known-goods.ts'
import type { Expectation, ExpectedLine } from './match.ts'

type DeliveryLine = State['delivery']['lines'][number]

const expectedLine = (line: DeliveryLine, recalled: boolean, ratios: Ratios | undefined): ExpectedLine => ({
  line: line.line,
  product: line.product,
  batch: line.batch,
  lot: line.lot,
  unit: line.unit,
  due: subtract(line.dispatched, line.received),
  ...(line.expiresOn !== undefined && { expiry: line.expiresOn }),
  ...(line.units !== undefined && { units: line.units }),
  ...(line.receivedUnits !== undefined && { receivedUnits: line.receivedUnits }),
  ...(line.contents !== undefined && { contents: line.contents }),
  ...(ratios?.unit === line.unit && { packing: ratios.packing }),
  ...(line.tolerance !== undefined && { tolerance: line.tolerance }),
  ...(recalled && { recalled }),
})

/**
 * The expectation of a trade. `delivery` is absent until it is dispatched: then there are no lines. `recalled`: those of its batches
 * that have been recalled. `known`: see `knownGoods`. `missingCredentials`: see `missingOnReceipt`. Expiry is judged by `match` at the
 * count's own instant.
 */
export const expectationOf = (from: {
  trade: State['trade']
  delivery?: State['delivery'] | undefined
  recalled?: readonly string[] | undefined
  known?: KnownGoods | undefined
  missingCredentials?: readonly string[] | undefined
}): Expectation => {
  const recalled = new Set(from.recalled)
  const { missingCredentials: missing = [] } = from
  const { ratios = {}, ...units } = from.known ?? {}
  return {
    trade: from.trade.no,
    state: from.trade.state,
    buyer: from.trade.buyer,
    lines: (from.delivery?.lines ?? []).map((line) =>
      expectedLine(line, recalled.has(line.batch), ratios[line.product]),
    ),
    ...units,
    ...(missing.length > 0 && { missingCredentials: missing }),
  }
}
