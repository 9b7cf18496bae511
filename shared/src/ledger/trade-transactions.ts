// Transactions of a trade: agreement, offer, dispatch, receipt, discrepancy, return. Zod: server and rules only.
import { z } from 'zod'
import * as f from '../schema/fields.ts'
import { digestOnly, open, parties } from './field-spec.ts'
import type { TransactionTable } from './field-spec.ts'

/** What may change between offer and dispatch. */
const terms = {
  lines: parties(z.array(f.tradeLine).min(1).max(5_000)),
  deliverTo: parties(f.id('place').optional()),
  promisedAt: parties(f.instant.optional()),
  requiredCredentials: parties(z.array(f.credentialType).max(20)),
  documents: parties(z.array(f.document).max(50)),
}

export const tradeTransactions = {
  /** The buyer agrees beforehand: an offer of this supplier that it covers is agreed at once. */
  openAgreement: {
    contract: 'trade',
    version: 1,
    fields: {
      supplier: open(f.id('organisation')),
      buyer: parties(f.id('organisation')),
      /** Products it covers and the most of each in one trade; of others nothing. */
      products: parties(
        z
          .array(z.strictObject({ product: f.id('product'), most: f.quantity.optional() }))
          .min(1)
          .max(500),
      ),
      validUntil: parties(f.instant.optional()),
    },
  },
  closeAgreement: {
    contract: 'trade',
    version: 1,
    fields: {
      supplier: open(f.id('organisation')),
      buyer: parties(f.id('organisation')),
      reason: parties(f.reasonCode),
    },
  },
  offerTrade: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      supplier: open(f.id('organisation')),
      buyer: parties(f.id('organisation')),
      ...terms,
      /** The trade under which these goods were received: they go back. */
      returnOf: parties(f.tradeNo.optional()),
    },
  },
  /** `revision`: the one that was read; another one in force is a conflict. */
  acceptTrade: {
    contract: 'trade',
    version: 1,
    fields: { no: open(f.tradeNo), revision: parties(f.revision.optional()) },
  },
  /** New terms before dispatch; the buyer agrees anew. `revision` is the one that they replace, plus one. */
  amendTrade: {
    contract: 'trade',
    version: 1,
    fields: { no: open(f.tradeNo), revision: parties(f.revision), ...terms },
  },
  /** `party`: whose doing it is; old records have none. */
  declineTrade: {
    contract: 'trade',
    version: 1,
    fields: { no: open(f.tradeNo), reason: parties(f.reasonCode), party: parties(f.party.optional()) },
  },
  /** Also after dispatch, while nothing was received: then the goods are back where they were dispatched. */
  cancelTrade: {
    contract: 'trade',
    version: 1,
    fields: { no: open(f.tradeNo), reason: parties(f.reasonCode), party: parties(f.party.optional()) },
  },
  dispatchTrade: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      place: open(f.id('place')),
      dispatchedAt: open(f.instant),
      /** Batches on this dispatch and, where units were named, the root over their code paths in the order of `lines`. */
      units: open(z.array(f.dispatchedUnits).min(1).max(5_000)),
      lines: parties(z.array(f.dispatchLine).min(1).max(5_000)),
      vehicle: digestOnly('parties'),
      temperature: open(f.temperature.optional()),
      documents: parties(z.array(f.document).max(50).optional()),
    },
  },
  /** What was counted and did not agree; the trade stays dispatched. */
  recordReceiptAttempt: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      count: parties(f.count),
      differences: parties(z.array(f.difference).min(1).max(2_000)),
    },
  },
  confirmReceipt: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      place: open(f.id('place')),
      receivedAt: open(f.instant),
      batches: open(z.array(f.id('batch')).min(1).max(5_000)),
      count: parties(f.count),
      /** Which receipt of the trade it is: when another came first, what was counted against has moved. */
      n: open(f.revision.optional()),
    },
  },
  refuseReceipt: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      reason: parties(f.reasonCode),
      party: parties(f.party),
    },
  },
  /** Refused goods are back in the supplier's hands. */
  returnGoods: {
    contract: 'trade',
    version: 1,
    fields: { no: open(f.tradeNo), place: open(f.id('place')), returnedAt: open(f.instant) },
  },
  /**
   * The buyer's signed word on a count that did not agree. When the supplier's answer makes the lines due agree with `count`, the
   * receipt follows by itself at `place`.
   */
  raiseDiscrepancy: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      place: open(f.id('place')),
      count: parties(f.count),
      differences: parties(z.array(f.difference).min(1).max(20_000)),
      /** The kept attempt whose count this is; absent: counted now. */
      attempt: parties(z.int().min(0).optional()),
      reason: parties(f.reasonCode),
      party: parties(f.party),
      /** What the buyer says became of goods that are missing, and what is to become of those it rejects. */
      missing: parties(f.fateOfMissing.optional()),
      rejected: parties(f.fateOfRejected.optional()),
      /** Until when the supplier is asked to answer (UTC with milliseconds); after it the buyer may escalate. */
      answerBy: parties(f.instant),
      note: digestOnly('parties'),
    },
  },
  answerDiscrepancy: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      n: open(z.int().min(0).max(999)),
      answer: parties(z.enum(['confirm', 'correct', 'dispute'])),
      /** How the lines due change; none in a dispute. */
      amendments: parties(z.array(f.amendment).max(15_000)),
      reason: parties(f.reasonCode),
      party: parties(f.party),
      note: digestOnly('parties'),
    },
  },
  escalateDiscrepancy: {
    contract: 'trade',
    version: 1,
    fields: { no: open(f.tradeNo), n: open(z.int().min(0).max(999)), reason: parties(f.reasonCode) },
  },
} as const satisfies TransactionTable
