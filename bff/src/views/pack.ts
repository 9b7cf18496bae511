// Packs as who holds them, or trades them, sees them.
import type { PackSummary, PackView } from '@ectrace/shared/api/pack-views'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { outermostOf } from '@ectrace/shared/packing/whereabouts'
import { mustRead, readingOf, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'

type Unit = State['unit']
/** A pack with the row that says where it is: its own, or that of the outermost pack it lies in. */
export type Located = { pack: Unit; outer: Unit }

export const locatedPack = async (deps: Deps, path: string): Promise<Located> => {
  const pack = await mustRead(deps, keys.unit(path), 'sscc')
  return { pack, outer: await outermostOf(readingOf(deps), pack) }
}

/** The row of a pack that lies in no other. */
export const packSummary = (deps: Deps, row: StateRow<'unit'>): Promise<PackSummary> => {
  const pack = valueOfRow('unit', row)
  return summaryOf(deps, { pack, outer: pack })
}

const summaryOf = async (deps: Deps, { pack: row, outer }: Located): Promise<PackSummary> => {
  const { path, pack } = row
  if (pack === undefined) throw new AppError('STATE_DIGEST_MISMATCH', { details: { key: keys.unit(path) } })
  const batch = await mustRead(deps, keys.batch(row.batch), 'batch')
  const product = await mustRead(deps, keys.product(batch.product), 'product')
  const { packedAt } = await mustRead(deps, keys.packed(path), 'sscc')
  return {
    path,
    sscc: path.slice('/s/00/'.length),
    level: pack.level,
    batch: batch.id,
    lot: batch.lot,
    product: product.id,
    productName: product.name,
    quantity: pack.quantity,
    unit: product.unit,
    count: pack.children.length,
    state: row.state === 'retired' ? 'retired' : outer.state,
    ...(outer.trade === undefined ? {} : { trade: outer.trade }),
    packedAt,
  }
}

const childOf = async (deps: Deps, path: string): Promise<PackView['children'][number]> => {
  const pack = (await readState(deps, keys.unit(path)))?.pack
  return { path, ...(pack === undefined ? {} : { pack: { quantity: pack.quantity, count: pack.children.length } }) }
}

const unpackingsOf = async ({ readModel }: Deps, parent: string): Promise<PackView['unpackings']> => {
  const rows = await readModel
    .selectFrom('unpacked')
    .selectAll()
    .where('parent', '=', parent)
    .orderBy('leaf_index')
    .execute()
  return rows.map((row) => {
    const { unpackedAt, place, children } = valueOfRow('unpacked', row)
    return { unpackedAt, place, transaction: row.transaction, ...(children === undefined ? {} : { children }) }
  })
}

/** State comes from the chain; what was taken out of it from the read model. */
export const packView = async (deps: Deps, located: Located): Promise<PackView> => {
  const { pack: row, outer } = located
  const { name } = await mustRead(deps, keys.organisation(outer.holder), 'organisation')
  const entry = await deps.ledger.read(keys.packed(row.path))
  const { place, count, partial } = await mustRead(deps, keys.packed(row.path), 'sscc')
  return {
    ...(await summaryOf(deps, located)),
    holder: { id: outer.holder, name },
    ...(row.parent === undefined ? {} : { parent: row.parent }),
    ...(partial === undefined ? {} : { partial }),
    children: await Promise.all((row.pack?.children ?? []).map((path) => childOf(deps, path))),
    packing: { place, transaction: entry?.transaction ?? '', count },
    unpackings: await unpackingsOf(deps, row.path),
  }
}
