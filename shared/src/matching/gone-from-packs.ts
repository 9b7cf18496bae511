// Units that a discrepancy note takes out of packs that are due: which due pack they lie in, and what the packs hold without them.
import { subtract, sum } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import type { Expectation, Pack } from './receipt-types.ts'

type Packs = NonNullable<Expectation['packs']>

/** Item, carton, pallet: nothing lies deeper. */
const mostLevels = 3

const parentsIn = (packs: Packs): Map<string, string> =>
  new Map(Object.entries(packs).flatMap(([path, { children }]) => children.map((child) => [child, path] as const)))

const packsAround = (parents: ReadonlyMap<string, string>, unit: string): string[] => {
  const around: string[] = []
  for (let parent = parents.get(unit); parent !== undefined && around.length < mostLevels; parent = parents.get(parent))
    around.push(parent)
  return around
}

export type PackedUnits = {
  /** The outermost pack around a unit; undefined for what lies in none. */
  rootOf: (unit: string) => string | undefined
  /** What a pack holds. */
  quantityOf: (pack: string) => Quantity | undefined
}

export const packedUnits = (packs: Packs = {}): PackedUnits => {
  const parents = parentsIn(packs)
  const known = new Map(Object.entries(packs))
  return {
    rootOf: (unit) => packsAround(parents, unit).at(-1),
    quantityOf: (pack) => known.get(pack)?.quantity,
  }
}

/** The packs without units that are gone; one of which all is gone is gone too. */
export const packsWithout = (packs: Packs, gone: ReadonlySet<string>): Packs => {
  const parents = parentsIn(packs)
  const known = new Map(Object.entries(packs))
  const less = new Map<string, Quantity[]>()
  for (const unit of gone) {
    const around = packsAround(parents, unit)
    // What is gone with its pack is not taken off twice.
    if (around.some((pack) => gone.has(pack))) continue
    for (const pack of around) less.set(pack, [...(less.get(pack) ?? []), known.get(unit)?.quantity ?? '1'])
  }
  const left = [...known].map(([path, { children, quantity }]): [string, Pack] => [
    path,
    { children: children.filter((child) => !gone.has(child)), quantity: subtract(quantity, sum(less.get(path) ?? [])) },
  ])
  const emptied = new Set([...left.filter(([, { children }]) => children.length === 0).map(([path]) => path), ...gone])
  return Object.fromEntries(
    left
      .filter(([path]) => !emptied.has(path))
      .map(([path, pack]) => [path, { ...pack, children: pack.children.filter((child) => !emptied.has(child)) }]),
  )
}
