// Which codes belong to which expected lines: by the batch's own code, which begins every code of its items.
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'

type ShownLine = ShownExpectation['lines'][number]

type KnownProduct = { product: string; name: string; unit: string }

export type LineCodes = {
  /** Lines of the batch with this code path. */
  linesOf: (batchPath: string) => readonly ShownLine[]
  /** The product of the trade that codes name like this (`/s/01/{gtin}` or `/s/x/{id}`). */
  productOf: (productPart: string) => KnownProduct | undefined
}

/** `/s/01/{gtin}/10/{lot}` of an item's path; a batch's path stays as it is. */
export const batchPathOf = (path: string): string => path.split('/21/')[0] ?? path

/** `/s/01/{gtin}`. */
export const productPartOf = (path: string): string => path.split('/10/')[0] ?? path

/** A batch's own path from a code of one of its units, where the dispatch named them. */
const fromUnits = ({ units, receivedUnits }: ShownLine): string | undefined => {
  const unit = [...(units ?? []), ...(receivedUnits ?? [])].find((path) => path.includes('/21/'))
  return unit === undefined ? undefined : batchPathOf(unit)
}

/** Goods without a GTIN carry the product's id in their codes. */
const ownPart = ({ product }: ShownLine): string => `/s/x/${product}`

/** `paths`: batch id → the batch's own code path, as far as it could be asked for. `names`: product id → name. */
export const lineCodesOf = (
  { lines }: ShownExpectation,
  paths: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): LineCodes => {
  const byBatch = new Map<string, ShownLine[]>()
  const products = new Map<string, KnownProduct>()
  for (const line of lines) {
    const { product, unit } = line
    const known = { product, name: names.get(product) ?? product, unit }
    const path = paths.get(line.batch) ?? fromUnits(line)
    if (!products.has(ownPart(line))) products.set(ownPart(line), known)
    if (path === undefined) continue
    byBatch.set(path, [...(byBatch.get(path) ?? []), line])
    if (!products.has(productPartOf(path))) products.set(productPartOf(path), known)
  }
  return { linesOf: (path) => byBatch.get(path) ?? [], productOf: (part) => products.get(part) }
}
