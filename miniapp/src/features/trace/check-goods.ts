// Do the records speak of this very code: its product, its batch, its place in the minted set, and the batches it was made from?
import { codeLeaf } from '@ectrace/shared/codes/code-set'
import type { PackStep, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import { parsePath, type BatchCode, type ItemCode } from '@ectrace/shared/codes/trace-code'
import { compareInstants } from '@ectrace/shared/domain/time'
import { AppError } from '@ectrace/shared/errors'
import { batchId } from '@ectrace/shared/ledger/ids'
import { hexDecode } from '@ectrace/shared/proof/bytes'
import { parsePath as parseHashes, verifyInclusion } from '@ectrace/shared/proof/merkle'
import { lineageOf, lotOf, madeBy, makings, remakings } from './made-batch'
import { objectsOf, recordOf, textOf, textsOf, wholeOf } from './record-fields'
import type { TraceFault } from './trace-check'

const fault = (code: TraceFault['code'], fields: string[], record?: string): TraceFault[] => [
  { code, fields, ...(record === undefined ? {} : { record }) },
]

/** Is the code of `path` number `index` of the `count` codes under `root`? */
const isMember = (
  path: string,
  place: { index: number; path: readonly string[] },
  set: { root: string; count: number },
): boolean => {
  try {
    verifyInclusion({
      leafHash: codeLeaf(path),
      index: place.index,
      size: set.count,
      path: parseHashes(place.path),
      root: hexDecode(set.root),
    })
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

/** The code as its own path says; undefined when that path is none of an item or a batch. */
const codeOf = (path: string): ItemCode | BatchCode | undefined => {
  try {
    const code = parsePath(path)
    return code.path === path && (code.kind === 'item' || code.kind === 'batch') ? code : undefined
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

const checkProduct = (view: TraceView, { scheme, product }: ItemCode | BatchCode): TraceFault[] => {
  const id = view.subjects.products[view.product]
  const record = recordOf(view, id)
  if (record?.name !== 'createProduct' || textOf(record, 'id') !== view.product)
    return fault('RECORD_MISPLACED', ['product'], id)
  const named = scheme === 'gtin' ? textOf(record, 'gtin') : textOf(record, 'id')
  return named === product ? [] : fault('RECORD_MISPLACED', [scheme === 'gtin' ? 'gtin' : 'id'], id)
}

const checkBatch = (view: TraceView, { lot }: ItemCode | BatchCode): TraceFault[] => {
  const id = view.subjects.batches[view.batch]
  const record = recordOf(view, id)
  const wrong = [
    ['product', textOf(record, 'product') === view.product],
    ['lot', lotOf(record, view.batch) === lot],
    ['id', view.batch === batchId(view.product, lot)],
  ] as const
  const fields = wrong.filter(([, holds]) => !holds).map(([field]) => field)
  return fields.length === 0 ? [] : fault('RECORD_MISPLACED', fields, id)
}

const checkMembership = (view: TraceView): TraceFault[] => {
  if (view.code.kind === 'batch') return []
  const { membership } = view
  const record = recordOf(view, membership?.record)
  if (membership === undefined || record?.name !== 'mintCodes') return fault('UNIT_NOT_IN_BATCH', ['membership'])
  if (textOf(record, 'batch') !== view.batch) return fault('RECORD_MISPLACED', ['batch'], membership.record)
  const set = { root: textOf(record, 'root') ?? '', count: wholeOf(record, 'count') ?? 0 }
  return isMember(view.code.path, membership, set) ? [] : fault('UNIT_NOT_IN_BATCH', ['membership'], membership.record)
}

/** The asked code is the one that is answered, and its own path agrees with product, batch and minted set. */
export const checkCode = (view: TraceView, asked: string): TraceFault[] => {
  const code = codeOf(view.code.path)
  if (code === undefined || code.kind !== view.code.kind || view.code.path !== asked)
    return fault('RECORD_MISPLACED', ['code'])
  return [...checkProduct(view, code), ...checkBatch(view, code), ...checkMembership(view)]
}

const names: Record<'places' | 'products' | 'batches', readonly string[]> = {
  places: ['createPlace'],
  products: ['createProduct'],
  batches: makings,
}

/** Places, products and batches are what their records create. */
export const checkSubjects = (view: TraceView): TraceFault[] =>
  (['places', 'products', 'batches'] as const).flatMap((kind) =>
    Object.entries(view.subjects[kind]).flatMap(([id, record]) => {
      const found = recordOf(view, record)
      const holds = found !== undefined && names[kind].includes(found.name) && madeBy(found).includes(id)
      return holds ? [] : fault('RECORD_MISPLACED', ['id'], record)
    }),
  )

type Kind = { names: readonly string[]; speaksOf: (view: TraceView, entry: TimelineEntry) => string[]; time?: string }

const batchesIn =
  (field: string) =>
  (view: TraceView, { record }: TimelineEntry): string[] =>
    textsOf(recordOf(view, record), field)
const batchIn =
  (field: string) =>
  (view: TraceView, { record }: TimelineEntry): string[] => [textOf(recordOf(view, record), field) ?? '']

const kinds: Record<TimelineEntry['kind'], Kind> = {
  batch: { names: ['createBatch'], speaksOf: batchIn('id') },
  transformation: { names: remakings, speaksOf: (view, { record }) => madeBy(recordOf(view, record)) },
  codes: { names: ['mintCodes'], speaksOf: batchIn('batch') },
  activation: { names: ['activateCodes'], speaksOf: batchIn('batch') },
  event: { names: ['recordEvent'], speaksOf: batchesIn('batches'), time: 'eventTime' },
  receipt: { names: ['confirmReceipt'], speaksOf: batchesIn('batches'), time: 'receivedAt' },
  dispatch: {
    names: ['dispatchTrade'],
    speaksOf: (view, { record }) =>
      objectsOf(recordOf(view, record), 'units').flatMap(({ batch }) => (typeof batch === 'string' ? [batch] : [])),
    time: 'dispatchedAt',
  },
}

const sameTime = (a: string, b: string): boolean => {
  try {
    return compareInstants(a, b) === 0
  } catch (error) {
    if (error instanceof AppError) return a === b
    throw error
  }
}

/** The code of the pack, when the step is a packing of the batch, before `sentAt` in the log, that has `code` among its children. */
const packedInto = (
  view: TraceView,
  code: string,
  { record, ...place }: PackStep,
  of: { batch: string; sentAt: number },
): string | undefined => {
  const packing = recordOf(view, record)
  if (packing?.name !== 'aggregate' || packing.leafIndex >= of.sentAt) return undefined
  const set = { root: textOf(packing, 'root') ?? '', count: wholeOf(packing, 'count') ?? 0 }
  const holds = textOf(packing, 'batch') === of.batch && isMember(code, place, set)
  return holds ? textOf(packing, 'parent') : undefined
}

/** The code that stands for the item on a dispatch line: its own, or that of the outermost pack it is proven to lie in. */
const codeOnLine = (view: TraceView, { record, unit, batch }: TimelineEntry): string | undefined => {
  const sentAt = recordOf(view, record)?.leafIndex ?? -1
  let code: string | undefined = view.code.path
  for (const step of unit?.packs ?? [])
    code = code === undefined ? undefined : packedInto(view, code, step, { batch, sentAt })
  return code
}

/** Is this very item among the units that the dispatch names for its batch, by its own code or inside of a pack? */
const isNamedOn = (view: TraceView, entry: TimelineEntry): boolean => {
  const { record, unit, batch } = entry
  const line = objectsOf(recordOf(view, record), 'units').find((each) => each['line'] === unit?.line)
  const { root, count } = line ?? {}
  if (unit === undefined || line?.['batch'] !== batch || typeof root !== 'string' || typeof count !== 'number')
    return false
  const code = codeOnLine(view, entry)
  return code !== undefined && isMember(code, unit, { root, count })
}

/** Trades whose dispatch is proven to name the item: a receipt shows no units of its own, so it speaks of the item by its trade. */
const tradesOfItem = (view: TraceView): Set<string | undefined> =>
  new Set(
    view.timeline
      .filter((entry) => entry.kind === 'dispatch' && entry.scope === 'item' && isNamedOn(view, entry))
      .map(({ record }) => textOf(recordOf(view, record), 'no')),
  )

const checkScope = (view: TraceView, entry: TimelineEntry, trades: Set<string | undefined>): TraceFault[] => {
  if (entry.scope === 'batch' && entry.unit === undefined) return []
  if (entry.kind === 'dispatch' && !isNamedOn(view, entry)) return fault('UNIT_NOT_IN_BATCH', ['units'], entry.record)
  if (entry.kind !== 'receipt') return []
  const { no } = { no: textOf(recordOf(view, entry.record), 'no') }
  return trades.has(no) ? [] : fault('UNIT_NOT_IN_BATCH', ['no'], entry.record)
}

const checkEntry = (view: TraceView, entry: TimelineEntry, lineage: ReadonlySet<string>): TraceFault[] => {
  const kind = kinds[entry.kind]
  const record = recordOf(view, entry.record)
  if (record === undefined || !kind.names.includes(record.name))
    return fault('RECORD_MISPLACED', ['name'], record && entry.record)
  const speaks = lineage.has(entry.batch) && kind.speaksOf(view, entry).includes(entry.batch)
  if (!speaks) return fault('RECORD_MISPLACED', ['batch'], entry.record)
  const late = kind.time !== undefined && !sameTime(entry.time, textOf(record, kind.time) ?? '')
  return late ? fault('RECORD_MISPLACED', [kind.time ?? 'time'], entry.record) : []
}

/** Every station is of the kind it is shown as, speaks of this batch or one it was made from, and of this item where it says so. */
export const checkTimeline = (view: TraceView): TraceFault[] => {
  const lineage = lineageOf(view)
  const trades = tradesOfItem(view)
  return view.timeline.flatMap((entry) => {
    const found = checkEntry(view, entry, lineage)
    return found.length > 0 ? found : checkScope(view, entry, trades)
  })
}
