// Reads from the chain all that may be received on a trade now: one reading for the rule and for the door.
import type { Instant } from '../domain/time.ts'
import { keys } from '../ledger/keys.ts'
import type { GetState } from '../ledger/keys.ts'
import type { State } from '../ledger/state.ts'
import { expectationOf } from './expectation.ts'
import { knownGoods } from './known-goods.ts'
import { missingOnReceipt } from './licences.ts'
import type { Count, Expectation } from './match.ts'

type Delivery = State['delivery'] | undefined

const recalledOf = async (get: GetState, delivery: Delivery): Promise<string[]> => {
  const batches = [...new Set((delivery?.lines ?? []).map(({ batch }) => batch))]
  const recalls = await Promise.all(batches.map((batch) => get(keys.recall(batch))))
  return batches.filter((_batch, i) => recalls[i] !== undefined)
}

/**
 * What the chain expects of a delivery. `count` brings in what the chain knows of the counted units; without it all packs of the trade are
 * opened for who will count. Credentials are judged `at` an instant, the count's own when none is given; without either they are not.
 */
export const expectDelivery = async (
  get: GetState,
  from: { trade: State['trade']; delivery: Delivery; count?: Count | undefined; at?: Instant | undefined },
): Promise<Expectation> => {
  const { trade, delivery, count, at = count?.at } = from
  const recalled = await recalledOf(get, delivery)
  const missing = at === undefined ? [] : await missingOnReceipt(get, trade, delivery, at)
  const known = await knownGoods(get, { trade, delivery, count })
  return expectationOf({ trade, delivery, recalled, known, missingCredentials: missing })
}
