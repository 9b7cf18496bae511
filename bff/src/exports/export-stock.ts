// Stock, receipts, retirements and free codes as tables.
import { add } from '@ectrace/shared/domain/decimal'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { mustRead } from '../commands/state.ts'
import type { Row } from '../tables/table.ts'
import { freeCodePage } from '../views/free-codes.ts'
import { requireOpenSight } from '../views/sight.ts'
import { writtenSince } from './export-goods.ts'
import { mapped } from './export-table.ts'
import type { Exporting, MakeExport } from './export-table.ts'
import { heads, wordOf } from './export-words.ts'
import { namedGoods } from './named-goods.ts'
import type { Named } from './named-goods.ts'
import { openSnapshot, statesOf } from './snapshot.ts'

type Heap = Pick<State['holding'], 'batch' | 'place' | 'state' | 'quantity'>

/** Product, GTIN, specification, lot. */
const goodsCells = async (named: Named, id: string): Promise<{ cells: Row; unit: string }> => {
  const { batch, product } = await named.batch(id)
  return { cells: [product.name, product.gtin, product.specification, batch.lot], unit: product.unit }
}
const goodsHeads = [heads.product, heads.gtin, heads.specification, heads.lot]

/** Holdings that lie together are one row: a batch at a place in one state. */
async function* heapsOf(states: AsyncIterable<{ state: State['holding'] }>): AsyncGenerator<Heap> {
  const heaps = new Map<string, Heap>()
  for await (const { state: holding } of states) {
    const { batch, place, state, quantity } = holding
    const name = `${batch} ${place ?? ''} ${state}`
    const heap = heaps.get(name)
    if (heap === undefined) heaps.set(name, { batch, state, quantity, ...(place !== undefined && { place }) })
    else heap.quantity = add(heap.quantity, quantity)
  }
  yield* heaps.values()
}

export const exportStock: MakeExport = async ({ deps, principal, language, batch }) => {
  const found = deps.readModel
    .selectFrom('holding')
    .where('owner', '=', principal.organisation)
    .$if(batch !== undefined, (some) => some.where('batch', '=', batch ?? ''))
  const snapshot = await openSnapshot(deps, found.where('state', '!=', 'spent'))
  const named = namedGoods(deps)
  const rows = mapped(heapsOf(statesOf(deps, 'holding', found, snapshot)), async (heap) => {
    const { cells, unit } = await goodsCells(named, heap.batch)
    const { expiresOn } = (await named.batch(heap.batch)).batch
    const place = await named.place(heap.place)
    const where = [place, wordOf(heap.state, language), heap.quantity, unitOfMeasureLabel(unit, language)]
    return [[...cells, ...where, expiresOn, heap.batch]]
  })
  const more = [heads.place, heads.state, heads.quantity, heads.unit, heads.expiresOn, heads.batch]
  return { heads: [...goodsHeads, ...more], rows, block: snapshot.block }
}

/** A row for each counted line of what the organisation received or its buyers did. */
export const exportReceipts: MakeExport = async ({ deps, principal, language, since }) => {
  const { organisation } = principal
  await requireOpenSight(deps, principal, organisation)
  const found = deps.readModel
    .selectFrom('receipt')
    .where('trade', 'in', (eb) =>
      eb
        .selectFrom('trade')
        .select('trade.no')
        .where((or) => or.or([or('supplier', '=', organisation), or('buyer', '=', organisation)])),
    )
    .where(writtenSince(since))
  const snapshot = await openSnapshot(deps, found)
  const named = namedGoods(deps)
  const rows = mapped(statesOf(deps, 'receipt', found, snapshot), async ({ state }) => {
    const { trade, n, receivedAt, count } = state
    const place = await named.place(state.place)
    return Promise.all(
      count.lines.map(async ({ product, lot, unit, accepted, rejected, missing, reason }) => {
        const { name, gtin, specification } = await named.product(product)
        const counted = [accepted, rejected, missing, wordOf(reason, language)]
        const goods = [name, gtin, specification, lot, unitOfMeasureLabel(unit, language)]
        return [trade, n, receivedAt, wordOf(count.kind, language), place, ...goods, ...counted]
      }),
    )
  })
  const of = [heads.trade, heads.receipt, heads.receivedAt, heads.kind, heads.place]
  const counted = [heads.unit, heads.accepted, heads.rejected, heads.missing, heads.reason]
  return { heads: [...of, ...goodsHeads, ...counted], rows, block: snapshot.block }
}

export const exportRetirements: MakeExport = async ({ deps, principal, language, batch, since }) => {
  const found = deps.readModel
    .selectFrom('retirement')
    .where('organisation', '=', principal.organisation)
    .where(writtenSince(since))
    .$if(batch !== undefined, (some) => some.where('batch', '=', batch ?? ''))
  const snapshot = await openSnapshot(deps, found)
  const named = namedGoods(deps)
  const rows = mapped(statesOf(deps, 'retirement', found, snapshot), async ({ state }) => {
    const { id, reason, retiredAt, quantity, units = [] } = state
    const { cells, unit } = await goodsCells(named, state.batch)
    const said = [quantity, unitOfMeasureLabel(unit, language), wordOf(reason, language), retiredAt]
    return [[id, ...cells, await named.place(state.place), ...said, units.length]]
  })
  const said = [heads.quantity, heads.unit, heads.reason, heads.retiredAt, heads.units]
  return { heads: [heads.identifier, ...goodsHeads, heads.place, ...said], rows, block: snapshot.block }
}

const codesAtOnce = 500

async function* freeCodes({ deps }: Exporting, batch: string): AsyncGenerator<Row> {
  const asOf = { height: deps.projection.height(), stale: false }
  for (let after: string | undefined = '0:0'; after !== undefined;) {
    const page: Awaited<ReturnType<typeof freeCodePage>> = await freeCodePage(deps, batch, {
      after,
      limit: codesAtOnce,
      asOf,
    })
    for (const { path, set, index } of page.items) yield [`${deps.config.publicUrl}${path}`, path, set, index]
    after = page.next
  }
}

/** Of one batch that the organisation made, for those who may list them. */
export const exportCodes: MakeExport = async (exporting) => {
  const { deps, principal, batch } = exporting
  if (batch === undefined) throw fault('VALIDATION_FAILED', 'batch', 'required')
  if (!principal.roles.includes('trader')) throw new AppError('FORBIDDEN', { details: { roles: ['trader'] } })
  const { organisation } = await mustRead(deps, keys.batch(batch), 'batch')
  if (organisation !== principal.organisation) throw fault('WRONG_ORGANISATION', 'batch', 'own')
  return { heads: [heads.link, heads.codePath, heads.set, heads.index], rows: freeCodes(exporting, batch) }
}
