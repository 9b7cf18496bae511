// Packs of the test world: a milk sold in cartons of three and pallets of two cartons, and the acts that pack and unpack it.
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { gs1CheckDigit } from '@ectrace/shared/codes/gs1'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import type { Fields } from './harness.ts'
import { batchFields, itemPaths, membershipOf, rootOf, world } from './world.ts'
import type { World } from './world.ts'

export const sscc = (n: number): string => {
  const digits = `9${String(n).padStart(16, '0')}`
  return formatCode({ kind: 'logistics', sscc: digits + gs1CheckDigit(digits) })
}

/** `w.batch` and `w.milk` are those of the packed product. */
export const packingWorld = async (
  quantity = 12,
  packing: Fields[] = [
    { unit: 'XCT', quantity: '3' },
    { unit: 'XPX', quantity: '6' },
  ],
): Promise<World> => {
  const w = await world()
  const milk = deriveId('product', 'cartoned milk')
  await w.chain.act(w.dairy.trader, 'createProduct', {
    id: milk,
    name: 'cartoned milk',
    unit: 'H87',
    ...(packing.length > 0 && { packing }),
  })
  const id = batchId(milk, 'C1')
  const made = batchFields(milk, 'C1', w.dairy.place, String(quantity))
  await w.chain.act(w.dairy.trader, 'createBatch', made)
  const paths = itemPaths(milk, 'C1', quantity)
  await w.chain.act(w.dairy.trader, 'mintCodes', { batch: id, set: 0, root: rootOf(paths), count: quantity })
  return { ...w, milk, batch: { id, lot: 'C1', holding: holdingId(id, 0), paths } }
}

export const packFields = (w: World, n: number, children: string[], change: Fields = {}): Fields => {
  const fresh = w.batch.paths.filter((path) => children.includes(path))
  return {
    parent: sscc(n),
    level: 'carton',
    batch: w.batch.id,
    place: w.dairy.place,
    packedAt: w.chain.now(),
    root: rootOf(children),
    count: children.length,
    children,
    ...(fresh.length > 0 && { membership: membershipOf(w.batch.paths, fresh), holdings: [w.batch.holding] }),
    ...change,
  }
}

/** Packs into the SSCC number `n`, whose path it gives back. */
export const pack = async (w: World, n: number, children: string[], change: Fields = {}): Promise<string> => {
  await w.chain.act(w.dairy.warehouse, 'aggregate', packFields(w, n, children, change))
  return sscc(n)
}

export const unpack = (
  w: World,
  parent: string,
  children: string[] | undefined,
  by = w.dairy,
): ReturnType<World['chain']['act']> =>
  w.chain.act(by.warehouse, 'disaggregate', {
    parent,
    place: by.place,
    unpackedAt: w.chain.now(),
    ...(children !== undefined && { children }),
  })

/** Two cartons of three on a pallet: the pallet, its cartons, their items. */
export const palletOfSix = async (
  w: World,
  n = 1,
  from = 0,
): Promise<{ pallet: string; cartons: [string, string]; items: string[] }> => {
  const items = w.batch.paths.slice(from, from + 6)
  const cartons: [string, string] = [await pack(w, n, items.slice(0, 3)), await pack(w, n + 1, items.slice(3))]
  return { pallet: await pack(w, n + 2, cartons, { level: 'pallet' }), cartons, items }
}
