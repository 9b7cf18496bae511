// Transactions about goods: places, products, batches, stock, codes, packing, events. Zod: server and rules only.
import { z } from 'zod'
import * as f from '../schema/fields.ts'
import { digestOnly, named, open, parties } from './field-spec.ts'
import type { TransactionTable } from './field-spec.ts'

const made = {
  id: open(f.id('batch')),
  product: open(f.id('product')),
  lot: open(f.lot),
  producedOn: open(f.day),
  expiresOn: open(f.day.optional()),
  place: open(f.id('place')),
  quantity: parties(f.quantity),
}

export const traceTransactions = {
  createPlace: {
    contract: 'trace',
    version: 1,
    fields: {
      id: open(f.id('place')),
      name: named(f.name),
      gln: named(f.gln.optional()),
      city: open(f.city),
      latitude: open(f.latitude.optional()),
      longitude: open(f.longitude.optional()),
    },
  },
  createProduct: {
    contract: 'trace',
    version: 1,
    fields: {
      id: open(f.id('product')),
      name: open(f.name),
      gtin: open(f.gtin.optional()),
      specification: open(f.text.optional()),
      unit: open(f.unitOfMeasure),
      picture: open(f.digest.optional()),
      /** How much of `unit` one carton or pallet holds. */
      packing: open(f.packing.optional()),
      /** Types of credential that whoever makes a batch of it must hold. */
      requiredCredentials: open(z.array(f.credentialType).min(1).max(20).optional()),
    },
  },
  createBatch: { contract: 'trace', version: 1, fields: made },
  /** Raw batches become a product batch. `inputs` name the holdings they are taken from. */
  transformBatch: {
    contract: 'trace',
    version: 1,
    fields: {
      ...made,
      inputBatches: open(z.array(f.id('batch')).min(1).max(100)),
      inputs: parties(
        z
          .array(z.strictObject({ batch: f.id('batch'), holding: f.id('holding'), quantity: f.quantity }))
          .min(1)
          .max(100),
      ),
    },
  },
  /**
   * One batch becomes several of the same product and days, nothing added or lost. `inputs` name the holdings it is taken from. Product
   * and days are stated again, so that the record alone says what its parts are.
   */
  splitBatch: {
    contract: 'trace',
    version: 1,
    fields: {
      source: open(f.id('batch')),
      product: open(f.id('product')),
      producedOn: open(f.day),
      expiresOn: open(f.day.optional()),
      parts: open(
        z
          .array(z.strictObject({ id: f.id('batch'), lot: f.lot }))
          .min(2)
          .max(100),
      ),
      place: open(f.id('place')),
      /** Of each part, in their order. */
      quantities: parties(z.array(f.quantity).min(2).max(100)),
      inputs: parties(f.taken),
    },
  },
  /** Several batches of one product become one, as old as its oldest. */
  mergeBatches: {
    contract: 'trace',
    version: 1,
    fields: {
      ...made,
      inputBatches: open(z.array(f.id('batch')).min(2).max(100)),
      inputs: parties(f.takenFromBatches),
    },
  },
  /** Goods leave the chain for good. */
  retireGoods: {
    contract: 'trace',
    version: 1,
    fields: {
      id: open(f.id('retirement')),
      batch: open(f.id('batch')),
      reason: open(f.retirementReason),
      retiredAt: open(f.instant),
      place: open(f.id('place')),
      quantity: parties(f.quantity),
      inputs: parties(f.taken),
      /** Units by name, where there are any; a pack stands for all that is in it. */
      units: parties(f.units.optional()),
      membership: parties(f.membership.optional()),
    },
  },
  /** What is there differs from what is written: proposed by one person, in force when another of the organisation decides so. */
  adjustStock: {
    contract: 'trace',
    version: 1,
    fields: {
      id: open(f.id('adjustment')),
      batch: open(f.id('batch')),
      place: open(f.id('place')),
      direction: open(z.enum(['increase', 'decrease'])),
      quantity: parties(f.quantity),
      reason: open(f.adjustmentReason),
      /** Of a decrease. */
      inputs: parties(f.taken.optional()),
      /** Of an increase: a holding of the batch that the organisation has or had; its maker needs to name none. */
      held: parties(f.id('holding').optional()),
      note: digestOnly('parties'),
    },
  },
  decideAdjustment: {
    contract: 'trace',
    version: 1,
    fields: { id: open(f.id('adjustment')), decision: open(z.enum(['approve', 'reject'])) },
  },
  /** Items into a carton, or cartons onto a pallet, all of one batch. Loose codes that never acted alone bring their membership. */
  aggregate: {
    contract: 'trace',
    version: 1,
    fields: {
      parent: open(f.codePath),
      level: open(f.packLevel),
      batch: open(f.id('batch')),
      place: open(f.id('place')),
      packedAt: open(f.instant),
      /** Root over the children's paths in their order, and how many. */
      root: open(f.digest),
      count: open(z.int().min(1).max(500)),
      children: parties(f.units),
      membership: parties(f.membership.optional()),
      /** Stock of the caller behind codes that never acted alone, at `place`. */
      holdings: parties(z.array(f.id('holding')).min(1).max(500).optional()),
      /** Fewer than the packing ratio says, on purpose. */
      partial: open(z.literal(true).optional()),
    },
  },
  /** `children` absent: everything, and the pack is no more. */
  disaggregate: {
    contract: 'trace',
    version: 1,
    fields: {
      parent: open(f.codePath),
      place: open(f.id('place')),
      unpackedAt: open(f.instant),
      children: parties(f.units.optional()),
    },
  },
  /** One transaction for a whole set: the Merkle root over `leafHash(path)` of the codes in index order. */
  mintCodes: {
    contract: 'trace',
    version: 1,
    fields: {
      batch: open(f.id('batch')),
      set: open(z.int().min(0).max(999)),
      root: open(f.digest),
      count: open(z.int().min(1).max(1_000_000)),
      /** The codes are printed only; each is in use once it was activated. Absent: in use at once. */
      activation: open(z.literal('later').optional()),
    },
  },
  recordEvent: {
    contract: 'trace',
    version: 1,
    fields: {
      id: open(f.id('event')),
      bizStep: open(f.bizStep),
      disposition: open(f.disposition.optional()),
      batches: open(z.array(f.id('batch')).min(1).max(50)),
      place: open(f.id('place')),
      eventTime: open(f.instant),
      result: open(z.enum(['pass', 'fail']).optional()),
      reportNo: open(f.text.optional()),
      temperature: open(f.temperature.optional()),
      evidence: open(z.array(f.evidence).max(9)),
      note: digestOnly('parties'),
    },
  },
} as const satisfies TransactionTable
