// Random acts on stock: made, minted, retired, adjusted by two persons, transformed, split, merged.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { batchId } from '@ectrace/shared/ledger/ids'
import type { Batch, Firm } from './trading-model.ts'
import { text } from './trading-plan.ts'
import type { Chooser, World } from './trading-plan.ts'

const day = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)

const make: Chooser = ({ model, firms, random, lot }) => {
  const firm = random.pick(firms)
  if (firm === undefined) return undefined
  const [made, quantity] = [lot(), random.from(5, 40)]
  const id = batchId(firm.product, made)
  return {
    name: 'createBatch',
    run: () =>
      firm.trader.call(endpoints.createBatch, {
        body: { product: firm.product, lot: made, producedOn: day(), place: firm.place, quantity: text(quantity) },
      }),
    apply: () => {
      model.batches.set(id, { id, product: firm.product, lot: made, maker: firm.id })
      model.add(firm.id, id, quantity)
    },
  }
}

export const someStock = ({ model, firms, random }: World): { firm: Firm; batch: Batch } | undefined => {
  const firm = random.pick(firms)
  const batch = firm && random.pick(model.held(firm.id))
  return firm === undefined || batch === undefined ? undefined : { firm, batch }
}

const retire: Chooser = (world) => {
  const { model, random } = world
  const found = someStock(world)
  if (found === undefined) return undefined
  const { firm, batch } = found
  const loose = model.looseOf(firm.id, batch.id)
  const quantity = random.from(1, Math.min(3, model.has(firm.id, batch.id)))
  const units = loose.length >= quantity && random.below(2) === 0 ? loose.slice(0, quantity) : undefined
  const reason = random.pick(['sold', 'consumed', 'sampled', 'lost', 'destroyed'] as const) ?? 'sold'
  return {
    name: 'retireGoods',
    run: () =>
      firm.warehouse.call(endpoints.retireGoods, {
        body: {
          batch: batch.id,
          place: firm.place,
          quantity: text(quantity),
          reason,
          retiredAt: world.now(),
          ...(units !== undefined && { units }),
        },
      }),
    apply: () => {
      model.add(firm.id, batch.id, -quantity)
      for (const unit of units ?? []) model.units.delete(unit)
    },
  }
}

const adjust: Chooser = (world) => {
  const { model, random } = world
  const found = someStock(world)
  if (found === undefined) return undefined
  const { firm, batch } = found
  const increase = random.below(2) === 0
  const quantity = random.from(1, Math.min(3, model.has(firm.id, batch.id)))
  return {
    name: `adjustStock, ${increase ? 'increase' : 'decrease'}`,
    run: async () => {
      const { adjustment } = await firm.trader.call(endpoints.adjustStock, {
        body: {
          batch: batch.id,
          place: firm.place,
          direction: increase ? 'increase' : 'decrease',
          quantity: text(quantity),
          reason: 'miscounted',
        },
      })
      return firm.administrator.call(endpoints.decideAdjustment, {
        params: { id: adjustment },
        body: { decision: 'approve' },
      })
    },
    apply: () => model.add(firm.id, batch.id, increase ? quantity : -quantity),
  }
}

const transform: Chooser = (world) => {
  const { model, random, lot } = world
  const found = someStock(world)
  if (found === undefined) return undefined
  const { firm, batch } = found
  const [made, taken, quantity] = [lot(), random.from(1, model.has(firm.id, batch.id)), random.from(1, 20)]
  const id = batchId(firm.product, made)
  return {
    name: 'transformBatch',
    run: () =>
      firm.trader.call(endpoints.transformBatch, {
        body: {
          product: firm.product,
          lot: made,
          producedOn: new Date().toISOString().slice(0, 10),
          place: firm.place,
          quantity: text(quantity),
          inputs: [{ batch: batch.id, quantity: text(taken) }],
        },
      }),
    apply: () => {
      model.add(firm.id, batch.id, -taken)
      model.batches.set(id, { id, product: firm.product, lot: made, maker: firm.id })
      model.add(firm.id, id, quantity)
    },
  }
}

const split: Chooser = (world) => {
  const { model, lot } = world
  const found = someStock(world)
  if (found === undefined || found.batch.maker !== found.firm.id) return undefined
  const { firm, batch } = found
  const have = model.has(firm.id, batch.id)
  if (have < 2) return undefined
  const first = world.random.from(1, have - 1)
  const parts = [first, have - first].map((quantity) => ({ lot: lot(), quantity }))
  return {
    name: 'splitBatch',
    run: () =>
      firm.trader.call(endpoints.splitBatch, {
        params: { id: batch.id },
        body: { place: firm.place, parts: parts.map((part) => ({ lot: part.lot, quantity: text(part.quantity) })) },
      }),
    apply: () => {
      model.add(firm.id, batch.id, -have)
      for (const part of parts) {
        const id = batchId(batch.product, part.lot)
        model.batches.set(id, { id, product: batch.product, lot: part.lot, maker: firm.id })
        model.add(firm.id, id, part.quantity)
      }
    },
  }
}

const merge: Chooser = ({ model, firms, random, lot }) => {
  const firm = random.pick(firms)
  const own = firm === undefined ? [] : model.held(firm.id).filter(({ maker }) => maker === firm.id)
  const [one, other] = own
  if (firm === undefined || one === undefined || other === undefined) return undefined
  const made = lot()
  const id = batchId(firm.product, made)
  const taken = [one, other].map((batch) => ({ batch, quantity: random.from(1, model.has(firm.id, batch.id)) }))
  return {
    name: 'mergeBatches',
    run: () =>
      firm.trader.call(endpoints.mergeBatches, {
        body: {
          product: firm.product,
          lot: made,
          place: firm.place,
          inputs: taken.map(({ batch, quantity }) => ({ batch: batch.id, quantity: text(quantity) })),
        },
      }),
    apply: () => {
      let sum = 0
      for (const { batch, quantity } of taken) {
        model.add(firm.id, batch.id, -quantity)
        sum += quantity
      }
      model.batches.set(id, { id, product: firm.product, lot: made, maker: firm.id })
      model.add(firm.id, id, sum)
    },
  }
}

/** Batches whose codes were asked for. */
const minted = new Set<string>()

const mint: Chooser = (world) => {
  const found = someStock(world)
  if (found === undefined || found.batch.maker !== found.firm.id) return undefined
  const { firm, batch } = found
  const { model } = world
  const known = [...model.units.values()].some((unit) => unit.batch === batch.id)
  const count = Math.min(12, model.has(firm.id, batch.id))
  if (known || minted.has(batch.id)) return undefined
  minted.add(batch.id)
  let paths: string[] = []
  return {
    name: 'mintCodes',
    run: async () => {
      const done = await firm.trader.call(endpoints.mintCodes, { params: { id: batch.id }, body: { count } })
      const page = await firm.trader.call(endpoints.codes, { params: { id: batch.id }, query: { limit: 200 } })
      paths = page.items.map(({ path }) => path)
      return done
    },
    apply: () => {
      for (const path of paths) model.units.set(path, { batch: batch.id, holder: firm.id, away: false })
    },
  }
}

/** Each as often as it is named here. */
export const stockActs: readonly Chooser[] = [make, make, mint, mint, retire, adjust, transform, split, merge]
