// For tests that play the vectors on a chain: the unit rows by which the chain would say what an expectation says of packs and strangers.
import type { State } from '../ledger/state.ts'
import type { Elsewhere, Expectation } from './match.ts'

type Row = State['unit']

type Put = (path: string, row: Partial<Row>) => void

const putPacks = (put: Put, { packs = {} }: Expectation): void => {
  for (const [path, { children, quantity }] of Object.entries(packs)) {
    put(path, { pack: { level: 'carton', quantity, children: [...children] } })
    for (const child of children) put(child, { parent: path })
  }
}

const putStranger = (put: Put, path: string, where: Elsewhere, { buyer, trade }: Expectation): void => {
  switch (where.is) {
    case 'received':
      put(path, { holder: buyer, trade })
      return
    case 'taken_out':
      put(path, { takenOutOf: where.pack })
      return
    case 'not_held':
      put(path, { holder: 'somebody else' })
      return
    case 'in_other_pack':
      put(path, { parent: where.pack })
      put(where.pack, { pack: { level: 'carton', quantity: '1', children: [path] } })
  }
}

export const unitRowsOf = (expectation: Expectation, supplier: string): Row[] => {
  const { trade, buyer, lines, otherTrades = {}, elsewhere = {} } = expectation
  const rows = new Map<string, Row>()
  const put: Put = (path, row) => {
    const before = rows.get(path) ?? { v: 1, path, batch: lines[0]?.batch ?? '', holder: supplier, state: 'on_hand' }
    rows.set(path, { ...before, ...row })
  }
  putPacks(put, expectation)
  for (const { batch, units = [], receivedUnits = [] } of lines) {
    for (const path of units) put(path, { batch, state: 'in_transit', trade })
    for (const path of receivedUnits) put(path, { batch, holder: buyer, trade })
  }
  for (const [path, no] of Object.entries(otherTrades)) put(path, { state: 'in_transit', trade: no })
  for (const [path, where] of Object.entries(elsewhere)) putStranger(put, path, where, expectation)
  return [...rows.values()]
}

/** The product rows by which the chain would say the packing ratios of an expectation. */
export const productRowsOf = ({ lines }: Expectation, organisation: string): State['product'][] =>
  lines.flatMap(({ product: id, unit, packing }) =>
    packing === undefined
      ? []
      : [
          {
            v: 1,
            id,
            organisation,
            name: id,
            unit,
            packing: Object.entries(packing).map(([larger, quantity]) => ({ unit: larger, quantity })),
          },
        ],
  )
