// What a trace tells, as screens paint it: product, batch, and the stations from raw material to shop. Every value stands in a record that is checked.
import type { ProvenRecord, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import { dateOfInstant, toUtcMs } from '@ectrace/shared/domain/time'
import type { OrganisationLevel } from '@ectrace/shared/domain/organisation'
import { AppError } from '@ectrace/shared/errors'
import type { Custody } from '@ectrace/shared/proof/envelope'
import { lineageOf, lotOf, madeFrom, regrouping } from './made-batch'
import { objectsOf, organisationOf, recordOf, textOf, textsOf } from './record-fields'
import { isThirdParty, provenLevel } from './standing'

/** `name` is absent where the organisation does not want to be named. */
export type Speaker = { name?: string; level: OrganisationLevel; thirdParty: boolean; custody: Custody }
export type Where = { name?: string; city?: string }
export type Goods = { name?: string; lot?: string }
export type Picture = { digest: string; title: string }

export type Station = {
  key: string
  record: string
  kind: TimelineEntry['kind']
  /** Of a transformation that makes nothing new. */
  made?: 'split' | 'merge'
  /** About what the batch was made from, not about the batch itself. */
  material: boolean
  /** Of an event. */
  step?: string
  /** A day, or an instant. */
  time: string
  where: Where
  speaker: Speaker
  /** The organisation of the speaker; '' where the reply names none. */
  by: string
  /** Of a dispatch or receipt. */
  trade?: string
  /** flow: only the batch is known to have gone this way; whole: said of the whole batch; absent: of this item, or nothing to add. */
  scope?: 'flow' | 'whole'
  /** What it was made of or speaks of, when that is not the batch itself. */
  goods: Goods[]
  result?: string
  reportNo?: string
  temperature?: string
  evidence: Picture[]
}

export type Story = {
  product: { record: string | undefined; name?: string; specification?: string; gtin?: string; picture?: string }
  batch: { record: string | undefined; lot?: string; producedOn?: string; expiresOn?: string; where: Where }
  maker: Speaker | undefined
  stations: Station[]
}

/** Members without a value are left out. */
const known = <T extends Record<string, string | undefined>>(members: T): { [K in keyof T]?: string } =>
  // What is filtered is exactly the undefined ones.
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string }

const own = (table: Readonly<Record<string, string>>, name: string | undefined): string | undefined =>
  name !== undefined && Object.prototype.hasOwnProperty.call(table, name) ? table[name] : undefined

const whereOf = (view: TraceView, record: ProvenRecord | undefined): Where => {
  const place = recordOf(view, own(view.subjects.places, textOf(record, 'place')))
  return known({ name: textOf(place, 'name'), city: textOf(place, 'city') })
}

const makerOf = (view: TraceView, batch: string): string | undefined =>
  organisationOf(view, recordOf(view, own(view.subjects.batches, batch)))

/** Who signed, and whether he stands outside of what `batch` was made by. */
export const speakerOf = (view: TraceView, record: ProvenRecord, batch: string): Speaker => {
  const organisation = organisationOf(view, record)
  const registered = organisation === undefined ? undefined : view.subjects.organisations[organisation]?.registered
  return {
    ...known({ name: textOf(recordOf(view, registered), 'name') }),
    level: organisation === undefined ? 'trial' : provenLevel(view, organisation),
    thirdParty: isThirdParty(view, organisation, makerOf(view, batch)),
    custody: record.leaf.envelope.custody,
  }
}

const goodsOf = (view: TraceView, batch: string): Goods => {
  const record = recordOf(view, own(view.subjects.batches, batch))
  const product = recordOf(view, own(view.subjects.products, textOf(record, 'product')))
  return known({ name: textOf(product, 'name'), lot: lotOf(record, batch) })
}

/** The batches that a station is about, of those that belong to this trace. */
const batchesOf = (view: TraceView, { kind, record, batch }: TimelineEntry): string[] => {
  const found = recordOf(view, record)
  if (kind === 'transformation') return madeFrom(found)
  const named =
    kind === 'dispatch'
      ? objectsOf(found, 'units').flatMap(({ batch: each }) => (typeof each === 'string' ? [each] : []))
      : textsOf(found, 'batches')
  const lineage = lineageOf(view)
  const all = [...new Set([batch, ...named])].filter((each) => lineage.has(each))
  return all.length === 1 && batch === view.batch ? [] : all
}

const evidenceOf = (record: ProvenRecord): Picture[] =>
  objectsOf(record, 'evidence').flatMap(({ digest, title }) =>
    typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)
      ? [{ digest, title: typeof title === 'string' ? title : '' }]
      : [],
  )

const timeFields = ['eventTime', 'dispatchedAt', 'receivedAt', 'producedOn'] as const

const timeOf = (record: ProvenRecord): string =>
  (regrouping(record) === undefined ? timeFields : [])
    .map((field) => textOf(record, field))
    .find((time) => time !== undefined) ?? record.leaf.envelope.time

const msOf = (time: string): number | undefined => {
  try {
    return toUtcMs(time)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** A day alone says nothing of the hour: on the very day, what was signed stands in the order of signing. */
const orderOf = (record: ProvenRecord): number => {
  const time = timeOf(record)
  const signed = record.leaf.envelope.time
  if (time === dateOfInstant(signed)) return toUtcMs(signed)
  return msOf(time) ?? msOf(`${time}T00:00:00+08:00`) ?? toUtcMs(signed)
}

const movements = ['transporting', 'shipping', 'receiving', 'arriving', 'departing', 'loading', 'unloading', 'storing']

const scopeOf = (view: TraceView, entry: TimelineEntry, step: string | undefined): Station['scope'] => {
  // Of material nothing but the batch is ever known, and it is shown as such.
  if (view.code.kind === 'batch' || entry.scope === 'item' || entry.batch !== view.batch) return undefined
  if (entry.kind === 'dispatch' || entry.kind === 'receipt') return 'flow'
  if (entry.kind !== 'event') return undefined
  return step !== undefined && movements.includes(step) ? 'flow' : 'whole'
}

const stationOf = (view: TraceView, entry: TimelineEntry, record: ProvenRecord): Station => {
  const step = textOf(record, 'bizStep')
  const made = regrouping(record)
  const scope = scopeOf(view, entry, step)
  return {
    key: `${entry.record}:${entry.batch}`,
    record: entry.record,
    kind: entry.kind,
    ...(made === undefined ? {} : { made }),
    material: entry.batch !== view.batch,
    time: timeOf(record),
    where: whereOf(view, record),
    speaker: speakerOf(view, record, entry.batch),
    by: organisationOf(view, record) ?? '',
    goods: batchesOf(view, entry).map((batch) => goodsOf(view, batch)),
    evidence: evidenceOf(record),
    ...known({
      step,
      trade: entry.kind === 'dispatch' || entry.kind === 'receipt' ? textOf(record, 'no') : undefined,
      result: textOf(record, 'result'),
      reportNo: textOf(record, 'reportNo'),
      temperature: textOf(record, 'temperature'),
    }),
    ...(scope === undefined ? {} : { scope }),
  }
}

const stationsOf = (view: TraceView): Station[] => {
  const seen = new Set<string>()
  return view.timeline
    .flatMap((entry) => {
      const record = recordOf(view, entry.record)
      if (record === undefined || seen.has(entry.record)) return []
      seen.add(entry.record)
      return [{ entry, record, order: orderOf(record) }]
    })
    .sort((a, b) => a.order - b.order || a.record.leafIndex - b.record.leafIndex)
    .map(({ entry, record }) => stationOf(view, entry, record))
}

/** Works for any view that parsed, also one whose values are of the wrong type: these are left out here and blamed by the check. */
export const tellStory = (view: TraceView): Story => {
  const productId = own(view.subjects.products, view.product)
  const batchId = own(view.subjects.batches, view.batch)
  const product = recordOf(view, productId)
  const batch = recordOf(view, batchId)
  return {
    product: {
      record: productId,
      ...known({
        name: textOf(product, 'name'),
        specification: textOf(product, 'specification'),
        gtin: textOf(product, 'gtin'),
        picture: textOf(product, 'picture'),
      }),
    },
    batch: {
      record: batchId,
      where: whereOf(view, batch),
      ...known({
        lot: lotOf(batch, view.batch),
        producedOn: textOf(batch, 'producedOn'),
        expiresOn: textOf(batch, 'expiresOn'),
      }),
    },
    maker: batch === undefined ? undefined : speakerOf(view, batch, view.batch),
    stations: stationsOf(view),
  }
}
