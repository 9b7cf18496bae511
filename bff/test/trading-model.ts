// The simple model that random trading is held against: who has how much of which batch, who has which unit, how far each trade is.
import type { Client } from '@ectrace/sdk/client'

export type Firm = {
  id: string
  place: string
  trader: Client
  warehouse: Client
  administrator: Client
  product: string
}

export type Batch = { id: string; product: string; lot: string; maker: string }
/** `units`: named ones still due; absent in bulk. */
export type Due = {
  line: number
  fills: number
  batch: string
  product: string
  lot: string
  quantity: number
  units?: string[]
}
export type Trade = {
  no: string
  supplier: Firm
  buyer: Firm
  state: 'offered' | 'agreed' | 'dispatched' | 'partly_received' | 'received' | 'refused' | 'over'
  revision: number
  agreed: { product: string; quantity: number }[]
  due: Due[]
  /** The open note: how much of its one line is missing, which units, and what the buyer says became of them. */
  note?: { n: number; missing: number; units: string[]; lost: boolean; countedOn: number } | undefined
  notes: number
}

type Where = 'on_hand' | 'in_transit'

export const openModel = () => {
  const stock = new Map<string, number>()
  /** Of a unit its holder and, in a pack, the pack; a retired one has no holder. */
  const units = new Map<string, { batch: string; holder: string; away: boolean; pack?: string }>()
  const batches = new Map<string, Batch>()
  const trades: Trade[] = []

  const keyOf = (firm: string, batch: string, where: Where): string => `${firm} ${batch} ${where}`
  const has = (firm: string, batch: string, where: Where = 'on_hand'): number =>
    stock.get(keyOf(firm, batch, where)) ?? 0
  const add = (firm: string, batch: string, quantity: number, where: Where = 'on_hand'): void => {
    const sum = has(firm, batch, where) + quantity
    if (sum < 0) throw new Error(`the chain let ${firm} give away ${String(-sum)} of ${batch} that it never had`)
    if (sum === 0) stock.delete(keyOf(firm, batch, where))
    else stock.set(keyOf(firm, batch, where), sum)
  }
  /** Loose units of a batch that a firm has on hand. */
  const looseOf = (firm: string, batch: string): string[] =>
    [...units]
      .filter(([path, unit]) => !path.startsWith('/s/00/') && unit.holder === firm && unit.batch === batch)
      .filter(([, unit]) => !unit.away && unit.pack === undefined)
      .map(([path]) => path)
  const packsOf = (firm: string, batch: string): string[] =>
    [...units]
      .filter(([path, unit]) => path.startsWith('/s/00/') && unit.holder === firm && unit.batch === batch && !unit.away)
      .map(([path]) => path)
  const inside = (pack: string): string[] => [...units].filter(([, unit]) => unit.pack === pack).map(([path]) => path)
  /** A unit with everything in it. */
  const whole = (path: string): string[] => [path, ...inside(path).flatMap((child) => whole(child))]
  const move = (path: string, to: { holder?: string; away: boolean }): void => {
    for (const one of whole(path)) {
      const unit = units.get(one)
      if (unit !== undefined) Object.assign(unit, to)
    }
  }
  const held = (firm: string): Batch[] => [...batches.values()].filter(({ id }) => has(firm, id) > 0)

  return { stock, units, batches, trades, has, add, looseOf, packsOf, inside, whole, move, held }
}
export type Model = ReturnType<typeof openModel>
