// What the door has asked of a chain before: a transaction for as long as there is room, a state value until a block writes its key.
import type { Committed, Ledger } from '@ectrace/shared/ledger/ledger'
import { shelf } from '../shelf.ts'

/** Transactions on chain never change; some 4 KB each. */
const mostTransactions = 5_000
/** Answers about the newest block. */
const mostAnswers = 10_000

/**
 * The same chain, asked less often. A block is heard of before anybody is told that his transaction is in it, so that who has been
 * told reads nothing older. Answers are shared: they are not to be changed.
 */
export const rememberedLedger = <L extends Ledger>(ledger: L): L => {
  const transactions = shelf<Committed | undefined>(mostTransactions, (found) => found !== undefined)
  const states = shelf<Awaited<ReturnType<Ledger['read']>>>(mostAnswers)
  const paths = shelf<string[]>(mostAnswers)
  ledger.onBlock((_height, keys) => {
    for (const key of keys) states.drop(key)
    // Still true, but nobody asks for a path to an older head again.
    paths.clear()
  })
  return {
    ...ledger,
    transaction: (id) => transactions.of(id, () => ledger.transaction(id)),
    read: (key) => states.of(key, () => ledger.read(key)),
    inclusion: (leafIndex, size) =>
      paths.of(`${String(leafIndex)}/${String(size)}`, () => ledger.inclusion(leafIndex, size)),
    close: () => {
      states.clear()
      paths.clear()
      return ledger.close()
    },
  }
}
