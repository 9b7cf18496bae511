// Random acts on trades: offered, amended, dispatched by units or in bulk, received in parts or whole, refused, returned, ended.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Batch, Due, Firm, Model, Trade } from './trading-model.ts'
import { text } from './trading-plan.ts'
import type { Chooser, World } from './trading-plan.ts'

const offer: Chooser = ({ model, firms, random }) => {
  const supplier = random.pick(firms)
  const buyer = random.pick(firms.filter((firm) => firm !== supplier))
  const held = supplier === undefined ? [] : model.held(supplier.id)
  const coded = held.filter(({ id }) => model.looseOf(supplier?.id ?? '', id).length > 2)
  const batch = random.pick(coded.length > 0 && random.below(2) === 0 ? coded : held)
  if (supplier === undefined || buyer === undefined || batch === undefined) return undefined
  const quantity = random.from(1, Math.min(12, model.has(supplier.id, batch.id)))
  const agreed = [{ product: batch.product, quantity }]
  const lines = [{ product: batch.product, quantity: text(quantity), unit: 'H87' as const }]
  let no = ''
  return {
    name: 'offerTrade',
    run: async () => {
      const done = await supplier.trader.call(endpoints.offerTrade, {
        body: { buyer: buyer.id, lines, deliverTo: buyer.place },
      })
      no = done.no
      return done
    },
    apply: () =>
      void model.trades.push({ no, supplier, buyer, state: 'offered', revision: 0, agreed, due: [], notes: 0 }),
  }
}

const inState = ({ model, random }: World, ...states: Trade['state'][]): Trade | undefined =>
  random.pick(model.trades.filter(({ state }) => states.includes(state)))

const accept: Chooser = (world) => {
  const trade = inState(world, 'offered')
  if (trade === undefined) return undefined
  const { no, revision } = trade
  return {
    name: 'acceptTrade',
    run: () => trade.buyer.trader.call(endpoints.acceptTrade, { params: { no }, body: { revision } }),
    apply: () => void (trade.state = 'agreed'),
  }
}

const amend: Chooser = (world) => {
  const trade = inState(world, 'offered', 'agreed')
  const [line] = trade?.agreed ?? []
  if (trade === undefined || line === undefined) return undefined
  const { no } = trade
  const [revision, quantity] = [trade.revision + 1, world.random.from(1, line.quantity)]
  const lines = [{ product: line.product, quantity: text(quantity), unit: 'H87' as const }]
  return {
    name: 'amendTrade',
    run: () =>
      trade.supplier.trader.call(endpoints.amendTrade, {
        params: { no },
        body: { revision, lines, deliverTo: trade.buyer.place },
      }),
    apply: () => {
      Object.assign(trade, { state: 'offered', revision, agreed: [{ product: line.product, quantity }] })
    },
  }
}

const end: Chooser = (world) => {
  const trade = inState(world, 'offered', 'agreed', 'dispatched')
  if (trade === undefined || world.random.below(3) > 0) return undefined
  const { no, state } = trade
  const decline = state === 'offered' && world.random.below(2) === 0
  return {
    name: decline ? 'declineTrade' : `cancelTrade when ${state}`,
    run: () =>
      decline
        ? trade.buyer.trader.call(endpoints.declineTrade, { params: { no }, body: { reason: 'price' } })
        : trade.supplier.trader.call(endpoints.cancelTrade, { params: { no }, body: { reason: 'stock' } }),
    apply: () => {
      for (const due of trade.due) comeHome(world.model, trade, due)
      Object.assign(trade, { state: 'over', due: [], note: undefined })
    },
  }
}

const comeHome = (model: Model, { supplier }: Trade, { batch, quantity, units = [] }: Due): void => {
  model.add(supplier.id, batch, -quantity, 'in_transit')
  model.add(supplier.id, batch, quantity)
  for (const unit of units) model.move(unit, { holder: supplier.id, away: false })
}

/** What a supplier may load: whole packs and loose units, loose units alone, or so much in bulk. */
const loadOf = ({ model, random }: World, firm: Firm, batch: Batch, quantity: number): string[] | undefined => {
  const loose = model.looseOf(firm.id, batch.id)
  const packs = model.packsOf(firm.id, batch.id).filter((pack) => model.units.get(pack)?.pack === undefined)
  const pack = random.pick(packs)
  const packed = pack === undefined ? 0 : model.whole(pack).filter((path) => path.includes('/21/')).length
  if (pack !== undefined && packed <= quantity && loose.length >= quantity - packed)
    return [pack, ...loose.slice(0, quantity - packed)]
  return loose.length >= quantity && random.below(3) > 0 ? loose.slice(0, quantity) : undefined
}

const dispatch: Chooser = (world) => {
  const { model, random } = world
  const trade = inState(world, 'agreed')
  const [line] = trade?.agreed ?? []
  if (trade === undefined || line === undefined) return undefined
  const { no, supplier } = trade
  const fitting = model
    .held(supplier.id)
    .filter(({ id, product }) => product === line.product && model.has(supplier.id, id) >= line.quantity)
  const coded = fitting.filter(({ id }) => model.looseOf(supplier.id, id).length >= line.quantity)
  const batch = random.pick(coded.length > 0 && random.below(3) > 0 ? coded : fitting)
  if (batch === undefined) return undefined
  const units = loadOf(world, supplier, batch, line.quantity)
  const { quantity } = line
  return {
    name: units === undefined ? 'dispatchTrade in bulk' : 'dispatchTrade by units',
    run: () =>
      supplier.trader.call(endpoints.dispatchTrade, {
        params: { no },
        body: {
          place: supplier.place,
          dispatchedAt: world.now(),
          lines: [{ fills: 1, batch: batch.id, quantity: text(quantity), ...(units !== undefined && { units }) }],
        },
      }),
    apply: () => {
      model.add(supplier.id, batch.id, -quantity)
      model.add(supplier.id, batch.id, quantity, 'in_transit')
      for (const unit of units ?? []) model.move(unit, { away: true })
      const due: Due = { line: 1, fills: 1, batch: batch.id, product: batch.product, lot: batch.lot, quantity }
      Object.assign(trade, { state: 'dispatched', due: [{ ...due, ...(units !== undefined && { units }) }] })
    },
  }
}

/** The row of a count, in the form of the API. */
export const counted = ({ line, product, lot }: Due, accepted: number, units?: readonly string[], missing = 0) => ({
  line,
  product,
  lot,
  unit: 'H87' as const,
  accepted: text(accepted),
  rejected: '0',
  missing: text(missing),
  ...(units !== undefined && { units: [...units] }),
})

export const arrive = (model: Model, trade: Trade, due: Due, quantity: number, units: readonly string[]): void => {
  model.add(trade.supplier.id, due.batch, -quantity, 'in_transit')
  model.add(trade.buyer.id, due.batch, quantity)
  for (const unit of units) model.move(unit, { holder: trade.buyer.id, away: false })
}

export const withDue = (world: World): { trade: Trade; due: Due } | undefined => {
  const trade = inState(world, 'dispatched', 'partly_received')
  const due = trade && world.random.pick(trade.due.filter(({ quantity }) => quantity > 0))
  return trade === undefined || due === undefined ? undefined : { trade, due }
}

const receiveAll: Chooser = (world) => {
  const found = withDue(world)
  if (found === undefined) return undefined
  const { trade } = found
  const dues = trade.due.map((due) => ({ ...due }))
  const lines = dues.filter(({ quantity }) => quantity > 0).map((due) => counted(due, due.quantity, due.units))
  return {
    name: 'confirmReceipt, final',
    run: () =>
      trade.buyer.warehouse.call(endpoints.confirmReceipt, {
        params: { no: trade.no },
        body: { kind: 'final', place: trade.buyer.place, lines },
      }),
    apply: () => {
      for (const due of dues) arrive(world.model, trade, due, due.quantity, due.units ?? [])
      Object.assign(trade, { state: 'received', due: [], note: undefined })
    },
  }
}

/** Some of a line: loose units or a pack by name, or a number in bulk. */
const receiveSome: Chooser = (world) => {
  const found = withDue(world)
  if (found === undefined || found.due.quantity < 2) return undefined
  const { trade, due } = found
  const some = due.units?.filter(() => world.random.below(2) === 0)
  if (some?.length === 0) return undefined
  const sizeOf = (unit: string): number => world.model.whole(unit).filter((path) => path.includes('/21/')).length
  const quantity = some?.reduce((sum, unit) => sum + sizeOf(unit), 0) ?? world.random.from(1, due.quantity - 1)
  if (quantity >= due.quantity) return undefined
  return {
    name: 'confirmReceipt, partial',
    run: () =>
      trade.buyer.warehouse.call(endpoints.confirmReceipt, {
        params: { no: trade.no },
        body: { kind: 'partial', place: trade.buyer.place, lines: [counted(due, quantity, some)] },
      }),
    apply: () => {
      arrive(world.model, trade, due, quantity, some ?? [])
      due.quantity -= quantity
      if (due.units !== undefined) due.units = due.units.filter((unit) => some?.includes(unit) !== true)
      Object.assign(trade, { state: 'partly_received', note: undefined })
    },
  }
}

/** More than is due: must be refused whatever else goes on. */
const receiveTooMuch: Chooser = (world) => {
  const found = withDue(world)
  if (found === undefined) return undefined
  const { trade, due } = found
  return {
    name: 'confirmReceipt of more than is due',
    refused: 'RECEIPT_REFUSED',
    run: () =>
      trade.buyer.warehouse.call(endpoints.confirmReceipt, {
        params: { no: trade.no },
        body: { kind: 'partial', place: trade.buyer.place, lines: [counted(due, due.quantity + 1, due.units)] },
      }),
    apply: () => undefined,
  }
}

const refuse: Chooser = (world) => {
  const found = withDue(world)
  if (found === undefined || world.random.below(3) > 0) return undefined
  const { trade } = found
  return {
    name: 'refuseReceipt',
    run: () =>
      trade.buyer.warehouse.call(endpoints.refuseReceipt, {
        params: { no: trade.no },
        body: { reason: 'quality', party: 'supplier' },
      }),
    apply: () => void Object.assign(trade, { state: 'refused', note: undefined }),
  }
}

const giveBack: Chooser = (world) => {
  const trade = inState(world, 'refused')
  if (trade === undefined) return undefined
  const { no, supplier } = trade
  return {
    name: 'returnGoods',
    run: () => supplier.warehouse.call(endpoints.returnGoods, { params: { no }, body: { place: supplier.place } }),
    apply: () => {
      for (const due of trade.due) comeHome(world.model, trade, due)
      Object.assign(trade, { state: 'over', due: [], note: undefined })
    },
  }
}

/** Each as often as it is named here. */
export const tradeActs: readonly Chooser[] = [
  ...[offer, offer, offer, offer, accept, accept, accept, amend, end, dispatch, dispatch, dispatch],
  ...[receiveAll, receiveAll, receiveSome, receiveSome, receiveTooMuch, refuse, giveBack],
]
