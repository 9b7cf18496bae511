// Products, places, batches and trades as tables with the columns that an import reads.
import { tradeStateLabel } from '@ectrace/shared/domain/trade'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import type { State } from '@ectrace/shared/ledger/state'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { importColumns } from '../imports/columns.ts'
import type { Language, Words } from '../imports/columns.ts'
import type { ImportKind } from '@ectrace/shared/api/file-views'
import type { Row } from '../tables/table.ts'
import { toUtcMs } from '@ectrace/shared/domain/time'
import { batchPath } from '../views/goods.ts'
import { sightOf } from '../views/sight.ts'
import { mapped } from './export-table.ts'
import type { MakeExport } from './export-table.ts'
import { heads } from './export-words.ts'
import { namedGoods } from './named-goods.ts'
import { openSnapshot, statesOf } from './snapshot.ts'

/** Written at that instant or later; all, when there is none. */
export const writtenSince = (since: string | undefined): RawBuilder<boolean> =>
  since === undefined
    ? sql<boolean>`1 = 1`
    : sql<boolean>`leaf_index >= (select coalesce(min(leaf_index), 9007199254740991) from record where recorded_at >= ${new Date(toUtcMs(since)).toISOString()})`

const headsOf = (kind: ImportKind, ...more: Words[]): Words[] => [
  ...importColumns[kind].map(({ title }) => title),
  ...more,
]

/** Cells in the order of an import's columns. */
const cellsOf = (kind: ImportKind, values: Readonly<Record<string, string | undefined>>): Row =>
  importColumns[kind].map(({ name }) => values[name])

const packingText = ({ packing }: State['product'], language: Language): string | undefined =>
  packing?.map(({ unit, quantity }) => `${unitOfMeasureLabel(unit, language)}=${quantity}`).join('; ')

export const exportProducts: MakeExport = async ({ deps, principal, language, since }) => {
  const found = deps.readModel
    .selectFrom('product')
    .where('organisation', '=', principal.organisation)
    .where(writtenSince(since))
  const snapshot = await openSnapshot(deps, found)
  const rows = mapped(statesOf(deps, 'product', found, snapshot), ({ state }) => {
    const { name, gtin, specification, requiredCredentials } = state
    const unit = unitOfMeasureLabel(state.unit, language)
    const said = { name, gtin, specification, unit, packing: packingText(state, language) }
    return [[...cellsOf('products', { ...said, requiredCredentials: requiredCredentials?.join('; ') }), state.id]]
  })
  return { heads: headsOf('products', heads.identifier), rows, block: snapshot.block }
}

export const exportPlaces: MakeExport = async ({ deps, principal, since }) => {
  const found = deps.readModel
    .selectFrom('place')
    .where('organisation', '=', principal.organisation)
    .where(writtenSince(since))
  const snapshot = await openSnapshot(deps, found)
  const rows = mapped(statesOf(deps, 'place', found, snapshot), ({ state }) => {
    const { name, city, gln, latitude, longitude } = state
    return [[...cellsOf('places', { name, city, gln, latitude, longitude }), state.id]]
  })
  return { heads: headsOf('places', heads.identifier), rows, block: snapshot.block }
}

/** Those that the organisation made. */
export const exportBatches: MakeExport = async ({ deps, principal, language, batch, since }) => {
  const found = deps.readModel
    .selectFrom('batch')
    .where('organisation', '=', principal.organisation)
    .where(writtenSince(since))
    .$if(batch !== undefined, (some) => some.where('id', '=', batch ?? ''))
  const snapshot = await openSnapshot(deps, found)
  const named = namedGoods(deps)
  const rows = mapped(statesOf(deps, 'batch', found, snapshot), async ({ state }) => {
    const { lot, producedOn, expiresOn, quantity } = state
    const product = await named.product(state.product)
    const { name, gtin, specification } = product
    const place = await named.place(state.place)
    const goods = { product: name, gtin, specification, unit: unitOfMeasureLabel(product.unit, language) }
    const cells = cellsOf('batches', { ...goods, lot, producedOn, expiresOn, place, quantity })
    return [[...cells, state.id, batchPath(product, lot)]]
  })
  return { heads: headsOf('batches', heads.identifier, heads.codePath), rows, block: snapshot.block }
}

/** A row for each line; who counts blind sees no quantities. */
export const exportTrades: MakeExport = async ({ deps, principal, language, since }) => {
  const { organisation } = principal
  const sight = await sightOf(deps, principal)
  const found = deps.readModel
    .selectFrom('trade')
    .where((eb) => eb.or([eb('supplier', '=', organisation), eb('buyer', '=', organisation)]))
    .where(writtenSince(since))
  const snapshot = await openSnapshot(deps, found)
  const named = namedGoods(deps)
  const rows = mapped(statesOf(deps, 'trade', found, snapshot), async ({ state: trade }) => {
    const [supplier, buyer] = await Promise.all([trade.supplier, trade.buyer].map(named.organisation))
    const { no, promisedAt, requiredCredentials } = trade
    const of = { reference: no, buyer, promisedAt, requiredCredentials: requiredCredentials.join('; ') }
    const deliverTo = await named.place(trade.deliverTo)
    const { blind } = sight(trade.buyer)
    return Promise.all(
      trade.lines.map(async ({ line, product, quantity, unit, tolerance }) => {
        const { name, gtin, specification } = await named.product(product)
        const goods = { product: name, gtin, specification, unit: unitOfMeasureLabel(unit, language) }
        const amount = blind ? {} : { quantity, tolerance }
        const cells = cellsOf('trades', { ...of, deliverTo, ...goods, ...amount })
        return [...cells, supplier, tradeStateLabel(trade.state, language), line]
      }),
    )
  })
  return { heads: headsOf('trades', heads.supplier, heads.state, heads.line), rows, block: snapshot.block }
}
