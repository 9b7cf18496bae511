// Random acts on packs and discrepancy notes: packed, unpacked, opened on arrival; noted short, confirmed or disputed.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { arrive, counted, withDue } from './trading-trades.ts'
import { someStock } from './trading-stock.ts'
import type { Chooser } from './trading-plan.ts'

/** What the products of the firms state: four pieces a carton. */
const ratio = 4

const pack: Chooser = (world) => {
  const { model, firms, random } = world
  const stock = firms.flatMap((firm) => model.held(firm.id).map((batch) => ({ firm, batch })))
  const found = random.pick(
    stock.filter(
      ({ firm, batch }) => model.looseOf(firm.id, batch.id).length >= ratio && model.has(firm.id, batch.id) >= ratio,
    ),
  )
  if (found === undefined) return undefined
  const { firm, batch } = found
  const children = model.looseOf(firm.id, batch.id).slice(0, ratio)
  let path = ''
  return {
    name: 'createPack',
    run: async () => {
      const body = { level: 'carton' as const, batch: batch.id, place: firm.place, children }
      const done = await firm.warehouse.call(endpoints.createPack, { body })
      path = done.path
      return done
    },
    apply: () => {
      model.units.set(path, { batch: batch.id, holder: firm.id, away: false })
      for (const child of children) Object.assign(model.units.get(child) ?? {}, { pack: path })
    },
  }
}

const unpack: Chooser = (world) => {
  const found = someStock(world)
  const carton = found && world.random.pick(world.model.packsOf(found.firm.id, found.batch.id))
  if (found === undefined || carton === undefined || world.random.below(2) > 0) return undefined
  const { model } = world
  const sscc = carton.slice('/s/00/'.length)
  return {
    name: 'unpack',
    run: () => found.firm.warehouse.call(endpoints.unpack, { params: { sscc }, body: { place: found.firm.place } }),
    apply: () => {
      for (const child of model.inside(carton)) Object.assign(model.units.get(child) ?? {}, { pack: undefined })
      model.units.delete(carton)
    },
  }
}

/** One or two pieces out of a carton that is on its way; the rest of it stays due. */
const openOnArrival: Chooser = (world) => {
  const found = withDue(world)
  const { model, random } = world
  const cartons = (found?.due.units ?? []).filter((unit) => model.inside(unit).length > 2)
  const carton = random.pick(cartons)
  if (found === undefined || carton === undefined) return undefined
  const { trade, due } = found
  const taken = model.inside(carton).slice(0, random.from(1, 2))
  return {
    name: 'confirmReceipt out of a carton',
    run: () =>
      trade.buyer.warehouse.call(endpoints.confirmReceipt, {
        params: { no: trade.no },
        body: { kind: 'partial', place: trade.buyer.place, lines: [counted(due, taken.length, taken)] },
      }),
    apply: () => {
      for (const child of taken) Object.assign(model.units.get(child) ?? {}, { pack: undefined })
      arrive(model, trade, due, taken.length, taken)
      due.quantity -= taken.length
      Object.assign(trade, { state: 'partly_received', note: undefined })
    },
  }
}

/** Short by one: a piece by name, or one of a number. */
const raise: Chooser = (world) => {
  const found = withDue(world)
  const { random } = world
  const loose = found?.due.units?.filter((unit) => unit.includes('/21/'))
  if (found === undefined || found.trade.note !== undefined || found.due.quantity < 2 || loose?.length === 0)
    return undefined
  const { trade, due } = found
  const { no, buyer } = trade
  const units = loose?.slice(0, 1) ?? []
  const came = due.units?.filter((unit) => !units.includes(unit))
  const lost = random.below(2) === 0
  const quantity = due.quantity
  return {
    name: 'raiseDiscrepancy',
    run: () =>
      buyer.warehouse.call(endpoints.raiseDiscrepancy, {
        params: { no },
        body: {
          kind: 'final',
          lines: [counted(due, quantity - 1, came, 1)],
          place: buyer.place,
          reason: 'quantity',
          party: 'supplier',
          missing: lost ? 'lost' : 'not_shipped',
        },
      }),
    apply: () => {
      trade.note = { n: trade.notes, missing: 1, units, lost, countedOn: quantity }
      trade.notes += 1
    },
  }
}

const answer: Chooser = (world) => {
  const { model, random } = world
  const trade = random.pick(model.trades.filter(({ note }) => note !== undefined))
  const [due] = trade?.due ?? []
  if (trade?.note === undefined || due === undefined) return undefined
  const { n, missing, units, lost, countedOn } = trade.note
  const { no, supplier } = trade
  // Something arrived while the note was under way: its count is another one than the model has seen.
  const yes = countedOn === due.quantity && random.below(3) > 0
  const word = { reason: 'quantity' as const, party: 'supplier' as const }
  return {
    name: `answerDiscrepancy, ${yes ? 'confirm' : 'dispute'}`,
    run: () =>
      supplier.trader.call(endpoints.answerDiscrepancy, {
        params: { no, n: String(n) },
        body: { answer: yes ? 'confirm' : 'dispute', ...word },
      }),
    apply: () => {
      trade.note = undefined
      if (!yes) return
      model.add(supplier.id, due.batch, -missing, 'in_transit')
      if (!lost) model.add(supplier.id, due.batch, missing)
      for (const unit of units)
        if (lost) model.units.delete(unit)
        else model.move(unit, { holder: supplier.id, away: false })
      const came = due.units?.filter((unit) => !units.includes(unit)) ?? []
      arrive(model, trade, due, due.quantity - missing, came)
      Object.assign(trade, { state: 'received', due: [] })
    },
  }
}

/** Each as often as it is named here. */
export const packActs: readonly Chooser[] = [pack, pack, unpack, openOnArrival, raise, raise, answer, answer]
