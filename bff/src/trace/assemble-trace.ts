// Assembles the trace of a code: its own records, those of what it was made from, who stands behind them, and the proof of each.
import type { AsOf, PackStep, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import { dateOfInstant, expired } from '@ectrace/shared/domain/time'
import { inPrecedence } from '@ectrace/shared/domain/verdict'
import type { VerdictKind } from '@ectrace/shared/domain/verdict'
import { codeLeaf } from '@ectrace/shared/codes/code-set'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { checkFacts } from '@ectrace/shared/plausibility/check-facts'
import { readFacts } from '@ectrace/shared/plausibility/read-facts'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import type { Json } from '@ectrace/shared/proof/canonical'
import { inclusionPath } from '@ectrace/shared/proof/merkle'
import { pathInSet } from '../codes/code-proofs.ts'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { activationEntry, codeStatus } from './code-status.ts'
import { recordId, recordsAbout } from './find-records.ts'
import type { Found } from './find-records.ts'
import { goodsCredentials } from './goods-credentials.ts'
import { distinctHops, wayOfBatch, wayOfBatchTo, wayOfItem } from './item-path.ts'
import type { Hop } from './item-path.ts'
import { keysOf, openRecordBook, provenRecord, toldOf } from './record-book.ts'
import type { RecordBook } from './record-book.ts'
import type { Resolved } from './resolve-code.ts'
import { addSubjects } from './subjects.ts'
import type { PackedIn } from './unit-moves.ts'

const mostBatches = 50
const kinds = {
  createBatch: 'batch',
  transformBatch: 'transformation',
  mergeBatches: 'transformation',
  splitBatch: 'transformation',
  recordEvent: 'event',
  mintCodes: 'codes',
  dispatchTrade: 'dispatch',
  confirmReceipt: 'receipt',
} as const

/** Acts by which a batch comes into being. */
const makings = ['createBatch', 'transformBatch', 'mergeBatches', 'splitBatch'] as const

/** A mixture or a part is as old as what it came from: its day is not when it was made. */
const regroupings: readonly (string | undefined)[] = ['mergeBatches', 'splitBatch']

/** When the recorder says it happened. */
const timeFields = ['eventTime', 'dispatchedAt', 'receivedAt'] as const

/** The batch, and the batches it was made from, nearest first. */
const lineageOf = async (deps: Deps, batch: State['batch']): Promise<{ batch: State['batch']; user: string }[]> => {
  const found = [{ batch, user: batch.organisation }]
  const seen = new Set([batch.id])
  for (const { batch: output } of found) {
    const inputs = (await readState(deps, keys.lineage(output.id)))?.inputs ?? []
    for (const { batch: id } of inputs) {
      const input = seen.has(id) || found.length >= mostBatches ? undefined : await readState(deps, keys.batch(id))
      seen.add(id)
      if (input !== undefined) found.push({ batch: input, user: output.organisation })
    }
  }
  return found
}

const timeOf = (book: RecordBook, id: string): string => {
  const kept = book.kept(id)
  const fields = kept?.committed.openings[kept.found.op] ?? {}
  const claimed = timeFields.map((field) => fields[field]?.value).find((value) => typeof value === 'string')
  if (typeof claimed === 'string') return claimed
  const day = regroupings.includes(kept?.found.name) ? undefined : fields['producedOn']?.value
  const recordedAt = kept?.found.recorded_at ?? ''
  // A day alone says nothing of the hour: on the very day, what was recorded stands in the order of the chain.
  return typeof day === 'string' && day !== dateOfInstant(recordedAt) ? `${day}T00:00:00+08:00` : recordedAt
}

const entryOf = async (
  book: RecordBook,
  found: Found,
  batch: string,
  scope: TimelineEntry['scope'],
): Promise<TimelineEntry[]> => {
  if (!(found.name in kinds)) return []
  const record = await book.add(found)
  const kind = kinds[found.name as keyof typeof kinds]
  return [{ record, kind, scope, batch, time: timeOf(book, record) }]
}

/** Where an item, or the pack it lies in, stands among the children of the pack around it. */
const packStep = async (deps: Deps, book: RecordBook, { child, parent, packing }: PackedIn): Promise<PackStep[]> => {
  const children = (await readState(deps, keys.packed(parent)))?.children ?? []
  const index = children.indexOf(child)
  if (index < 0) return []
  return [{ record: await book.add(packing), index, path: inclusionPath(children.map(codeLeaf), index).map(hexEncode) }]
}

/** Where the item, or the outermost pack it lay in, stands among the units that a dispatch line named. */
const unitProof = async (
  deps: Deps,
  book: RecordBook,
  { record, trade, scope, packs = [] }: Hop,
  path: string,
): Promise<Pick<TimelineEntry, 'unit'>> => {
  if (scope !== 'item' || record.name !== 'dispatchTrade') return {}
  const named = packs.at(-1)?.parent ?? path
  const dispatch = await readState(deps, keys.dispatch(trade))
  const line = dispatch?.lines.find(({ units }) => units?.includes(named) === true)
  if (line?.units === undefined) return {}
  const index = line.units.indexOf(named)
  const place = { line: line.line, index, path: inclusionPath(line.units.map(codeLeaf), index).map(hexEncode) }
  if (packs.length === 0) return { unit: place }
  const steps = await Promise.all(packs.map((one) => packStep(deps, book, one)))
  return { unit: { ...place, packs: steps.flat() } }
}

const hopEntries = async (
  deps: Deps,
  book: RecordBook,
  hops: readonly Hop[],
  path: string,
): Promise<TimelineEntry[]> => {
  const entries = await Promise.all(
    distinctHops(hops).map(async (hop) => {
      const made = await entryOf(book, hop.record, hop.batch, hop.scope)
      const proof = await unitProof(deps, book, hop, path)
      return made.map((entry) => ({ ...entry, ...proof }))
    }),
  )
  return entries.flat()
}

const timelineOf = async (
  deps: Deps,
  book: RecordBook,
  { code, batch }: Resolved,
  { subjects, activation }: { subjects: TraceView['subjects']; activation: readonly TimelineEntry[] },
): Promise<TimelineEntry[]> => {
  const entries: TimelineEntry[] = [...activation]
  const hops = code.kind === 'item' ? await wayOfItem(deps, batch, code.path) : await wayOfBatch(deps, batch)
  for (const { batch: one, user } of await lineageOf(deps, batch)) {
    const names = [...makings, 'recordEvent', ...(one.id === batch.id ? (['mintCodes'] as const) : [])] as const
    for (const found of await recordsAbout(deps, keys.batch(one.id), names)) {
      // A batch is also the subject of what was made from it: that record belongs to the other batch.
      const made = makings.some((name) => name === found.name)
      if (made && !(await madeBatches(deps, found)).includes(one.id)) continue
      const added = await entryOf(book, found, one.id, 'batch')
      if (made && added[0] !== undefined) subjects.batches[one.id] = added[0].record
      entries.push(...added)
    }
    if (one.id !== batch.id) hops.push(...(await wayOfBatchTo(deps, one, user)))
  }
  entries.push(...(await hopEntries(deps, book, hops, code.path)))
  const once = entries.filter(({ record }, i) => entries.findIndex((other) => other.record === record) === i)
  return once.sort((a, b) => Date.parse(a.time) - Date.parse(b.time))
}

/** The batch that a record made; of a split its parts. */
const madeBatches = async ({ ledger }: Deps, { transaction, op }: Found): Promise<unknown[]> => {
  const fields = (await ledger.transaction(transaction))?.openings[op] ?? {}
  const parts = fields['parts']?.value
  if (!Array.isArray(parts)) return [fields['id']?.value]
  return (parts as readonly Json[]).map((part) =>
    typeof part === 'object' && part !== null && 'id' in part ? part.id : '',
  )
}

const membershipOf = async (
  deps: Deps,
  book: RecordBook,
  { batch, item }: Resolved,
): Promise<Pick<TraceView, 'membership'>> => {
  if (item === undefined) return {}
  for (const found of await recordsAbout(deps, keys.codes(batch.id), ['mintCodes'])) {
    const record = await book.add(found)
    if (book.kept(record)?.committed.openings[found.op]?.['set']?.value !== item.set) continue
    const path = await pathInSet(deps, batch.id, item.set, item.index)
    return { membership: { record, index: item.index, path } }
  }
  return {}
}

const consistencyTo = async (
  { ledger }: Deps,
  pinned: number | undefined,
  size: number,
): Promise<Pick<TraceView, 'consistency'>> =>
  pinned === undefined || pinned > size
    ? {}
    : { consistency: pinned === size ? [] : await ledger.consistency(pinned, size) }

const statesSaid = (status: TraceView['status']): VerdictKind[] => [
  ...(status?.frozen === true ? (['frozen'] as const) : []),
  ...(status?.state === 'void' ? (['voided'] as const) : []),
  ...(status?.state === 'printed' ? (['not_activated'] as const) : []),
]

/**
 * What the platform says before the reader's device has checked anything: the gravest only. Of what stands behind it, how the code is stands
 * in `status`, what was tampered with in `tampered`, and the rest the device finds by itself.
 */
const verdictOf = async (
  deps: Deps,
  { batch }: Resolved,
  { tampered, status }: { tampered: boolean; status: TraceView['status'] },
): Promise<VerdictKind> => {
  const now = new Date(deps.clock()).toISOString()
  const maker = await readState(deps, keys.organisation(batch.organisation))
  const [first = 'verified'] = inPrecedence([
    ...((await readState(deps, keys.recall(batch.id))) === undefined ? [] : (['recalled'] as const)),
    ...(tampered ? (['tampered'] as const) : []),
    ...statesSaid(status),
    ...(batch.expiresOn !== undefined && expired(batch.expiresOn, now) ? (['expired'] as const) : []),
    maker?.level === 'verified' ? 'verified' : 'unverified_organisation',
  ])
  return first
}

export const assembleTrace = async (
  resolved: Resolved,
  seen: { asOf: AsOf; pinned?: number | undefined },
): Promise<TraceView> => {
  const deps = resolved.at
  const book = openRecordBook(deps)
  const subjects: TraceView['subjects'] = { organisations: {}, users: {}, places: {}, products: {}, batches: {} }
  const code = await codeStatus(deps, book, resolved)
  const activation = code === undefined ? [] : activationEntry(book, code, resolved.batch.id)
  const timeline = await timelineOf(deps, book, resolved, { subjects, activation })
  const membership = await membershipOf(deps, book, resolved)
  const credentials = await goodsCredentials(deps, book, resolved)
  await addSubjects(deps, book, subjects)
  const log = await deps.ledger.log()
  const { item } = resolved
  const extra = item === undefined ? [] : [keys.unit(resolved.code.path), keys.codeRuns(resolved.batch.id, item.set)]
  const differences = await deps.projection.audit(
    [...keysOf(book), ...extra, keys.lineage(resolved.batch.id)],
    book.all().map(({ found }) => found.transaction),
  )
  const records = await Promise.all(
    book.all().map((kept) => {
      const own = differences.filter((one) => recordId(one) === recordId(kept.found))
      return provenRecord(deps, kept, log, own)
    }),
  )
  const byId = Object.fromEntries(records.map((record) => [record.id, record]))
  return {
    code: resolved.code,
    channel: deps.channel,
    asOf: seen.asOf,
    checkpoint: log.checkpoint,
    ...(await consistencyTo(deps, seen.pinned, log.size)),
    product: resolved.product.id,
    batch: resolved.batch.id,
    ...membership,
    ...(code !== undefined && { status: code.status }),
    timeline,
    ...credentials,
    checks: checkFacts(readFacts({ timeline, subjects, recordOf: (id) => toldOf(book, id) })),
    subjects,
    records: byId,
    verdict: await verdictOf(deps, resolved, { tampered: differences.length > 0, status: code?.status }),
    tampered: [
      ...records.flatMap(({ id, tampered }) => tampered.map((one) => ({ record: id, ...one }))),
      ...differences
        .filter((one) => byId[recordId(one)] === undefined)
        .map(({ table, column }) => ({ record: '', table, column, field: column })),
    ],
  }
}
