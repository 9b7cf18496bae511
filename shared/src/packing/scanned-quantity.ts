// What one more scan adds to a count where packs are about: a pack and what lies in it are never added up twice.
import { sum } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import type { Pack } from '../matching/receipt-types.ts'

type Packs = Readonly<Record<string, Pack>>

/** Item, carton, pallet: nothing lies deeper. */
const mostLevels = 3

const childrenOf = (packs: Packs, path: string): readonly string[] =>
  Object.prototype.hasOwnProperty.call(packs, path) ? (packs[path]?.children ?? []) : []

/** The packs around a code, the innermost first; none for what lies in no known pack. */
export const packsAround = (packs: Packs, path: string): string[] => {
  const around: string[] = []
  for (let inner = path; around.length < mostLevels;) {
    const parent = Object.keys(packs).find((pack) => childrenOf(packs, pack).includes(inner))
    if (parent === undefined) break
    around.push(parent)
    inner = parent
  }
  return around
}

/**
 * Quantity that scanning `path` adds when `isCounted` says what was scanned before: nothing inside of a counted pack, and of a pack only
 * what was not counted out of it. `quantityOf` knows single codes and packs whose contents are not known one by one; undefined where it
 * does not know.
 */
export const addedQuantity = (
  path: string,
  packs: Packs,
  known: { quantityOf: (path: string) => Quantity | undefined; isCounted: (path: string) => boolean },
): Quantity | undefined => {
  const rest = (unit: string, level: number): Quantity | undefined => {
    if (level > 0 && known.isCounted(unit)) return '0'
    const children = level < mostLevels ? childrenOf(packs, unit) : []
    if (children.length === 0) return known.quantityOf(unit)
    const left = children.map((child) => rest(child, level + 1))
    return left.every((quantity) => quantity !== undefined) ? sum(left) : undefined
  }
  return packsAround(packs, path).some(known.isCounted) ? '0' : rest(path, 0)
}
