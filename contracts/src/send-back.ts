// A trade by which a buyer sends received goods back: never more of a product than was received and not sent back already.
import { add, compare, subtract } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { demand, mustExist } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'
import { perProduct } from './trade-terms.ts'

type Trade = State['trade']

const quantitiesOf = (lines: readonly { product: string; quantity: Quantity }[]): Map<string, Quantity> =>
  perProduct(lines, ({ quantity }) => quantity)

const sentBackOf = async (state: LedgerState, no: string): Promise<Map<string, Quantity>> =>
  quantitiesOf((await state.get(keys.returned(no)))?.lines ?? [])

const keepSentBack = (state: LedgerState, trade: string, sums: ReadonlyMap<string, Quantity>): void => {
  const lines = [...sums].map(([product, quantity]) => ({ product, quantity }))
  state.put(keys.returned(trade), { v: 1, trade, lines })
}

const tooMuch = (product: string, line: number, found: { received: Quantity; sentBack: Quantity; asked: Quantity }) =>
  new AppError('INSUFFICIENT_QUANTITY', {
    details: {
      product,
      ...found,
      faults: [{ field: `lines.${line}.quantity`, rule: 'at-most-received', value: found.asked }],
    },
  })

/**
 * Counts what a return is to carry as sent back under the trade that brought it. Throws NOT_FOUND or VALIDATION_FAILED at `returnOf`
 * (another pair of organisations), INSUFFICIENT_QUANTITY (`at-most-received`, details: received, sentBack, asked).
 */
export const claimReturn = async (state: LedgerState, { returnOf, supplier, buyer, lines }: Trade): Promise<void> => {
  if (returnOf === undefined) return
  const original = await mustExist(state, keys.trade(returnOf), 'returnOf')
  const exchanged = original.supplier === buyer && original.buyer === supplier
  demand(exchanged, 'VALIDATION_FAILED', 'returnOf', 'parties.exchanged', returnOf)
  const delivery = await state.get(keys.delivery(returnOf))
  const received = perProduct(delivery?.lines ?? [], (line) => line.received)
  const sums = await sentBackOf(state, returnOf)
  for (const [product, asked] of quantitiesOf(lines)) {
    const [came, sentBack] = [received.get(product) ?? '0', sums.get(product) ?? '0']
    const total = add(sentBack, asked)
    const line = lines.findIndex((one) => one.product === product)
    if (compare(total, came) > 0) throw tooMuch(product, line, { received: came, sentBack, asked })
    sums.set(product, total)
  }
  keepSentBack(state, returnOf, sums)
}

/** So much of a return did not go back after all: it may be sent back again. */
export const releaseReturn = async (
  state: LedgerState,
  { returnOf }: Trade,
  lines: readonly { product: string; quantity: Quantity }[],
): Promise<void> => {
  if (returnOf === undefined || lines.length === 0) return
  const sums = await sentBackOf(state, returnOf)
  for (const [product, quantity] of quantitiesOf(lines)) {
    const sentBack = sums.get(product) ?? '0'
    // What was loaded may exceed what was agreed, within the tolerance: only the latter was counted.
    sums.set(product, compare(quantity, sentBack) < 0 ? subtract(sentBack, quantity) : '0')
  }
  keepSentBack(state, returnOf, sums)
}
