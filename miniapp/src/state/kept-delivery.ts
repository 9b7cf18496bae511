// Deliveries that are kept on this device: what is due, signed by the log, so that a trade can be opened and counted without a signal.
import type { ManifestView } from '@ectrace/shared/api/counting-views'
import type { TradeView } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { verifyManifest } from '@ectrace/shared/proof/manifest'
import { forget, readStored, store } from '../platform/storage'
import { parsePackage } from './parse-delivery'

/** `paths`: batch → the path of its own code, which begins those of its items. */
export type Delivery = { trade: TradeView; manifest: ManifestView; paths: [string, string][]; savedAt: string }

/** One line of the list of what is kept. */
type KeptEntry = { no: string; parts: number; size: number; savedAt: string; updatedAt: string }

const mostKept = 20
/** Characters: H5 has some five million, WeChat ten megabytes, and the queue comes first. */
const mostSize = 2_400_000
/** Below WeChat's megabyte for a key, whatever the characters. */
const partSize = 240_000

const listKey = (organisation: string): string => `deliveries:${organisation}`
const partKey = (organisation: string, no: string, part: number): string =>
  `delivery:${organisation}:${no}.${String(part)}`

const isEntry = (value: unknown): value is KeptEntry => {
  if (typeof value !== 'object' || value === null) return false
  const { no, parts, size, savedAt, updatedAt } = value as Record<string, unknown>
  return [no, savedAt, updatedAt].every((one) => typeof one === 'string') && [parts, size].every(Number.isSafeInteger)
}

/** The newest first. */
export const keptDeliveries = (organisation: string): KeptEntry[] => {
  const stored = readStored(listKey(organisation))
  return Array.isArray(stored) ? stored.filter(isEntry) : []
}

const dropDelivery = (organisation: string, no: string): void => {
  const all = keptDeliveries(organisation)
  const entry = all.find((one) => one.no === no)
  if (entry === undefined) return
  store(
    listKey(organisation),
    all.filter((one) => one !== entry),
  )
  for (let part = 0; part < entry.parts; part++) forget(partKey(organisation, no, part))
}

/** Gives up the oldest one but `but`; false when there is none. */
export const dropOldest = (organisation: string, but?: string): boolean => {
  const oldest = keptDeliveries(organisation)
    .filter(({ no }) => no !== but)
    .pop()
  if (oldest !== undefined) dropDelivery(organisation, oldest.no)
  return oldest !== undefined
}

const partsOf = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / partSize) }, (_, i) => text.slice(i * partSize, (i + 1) * partSize))

const sizeOf = (organisation: string): number => keptDeliveries(organisation).reduce((sum, { size }) => sum + size, 0)

const makeRoom = (organisation: string, size: number): void => {
  while (keptDeliveries(organisation).length >= mostKept || sizeOf(organisation) + size > mostSize)
    if (!dropOldest(organisation)) return
}

/** false: too large, or the device is full; then it is not kept at all. */
export const keepDelivery = (organisation: string, { trade, manifest, paths, savedAt }: Delivery): boolean => {
  const { no, updatedAt } = trade
  dropDelivery(organisation, no)
  // The manifest has the expectation, and the story is asked for when somebody reads it.
  const { expectation: _expectation, blind: _blind, ...rest } = trade
  const head = { ...rest, history: [], attempts: [], documents: [] }
  const text = JSON.stringify({ v: 1, trade: head, manifest, paths, savedAt })
  if (text.length > mostSize) return false
  makeRoom(organisation, text.length)
  const parts = partsOf(text)
  const isKept = parts.every((part, i) => store(partKey(organisation, no, i), part))
  const entry: KeptEntry = { no, parts: parts.length, size: text.length, savedAt, updatedAt }
  if (isKept && store(listKey(organisation), [entry, ...keptDeliveries(organisation)])) return true
  parts.forEach((_part, i) => {
    forget(partKey(organisation, no, i))
  })
  return false
}

const textOf = (organisation: string, { no, parts }: KeptEntry): string | undefined => {
  const texts = Array.from({ length: Math.min(parts, 1_000) }, (_, i) => readStored(partKey(organisation, no, i)))
  return texts.every((text) => typeof text === 'string') ? texts.join('') : undefined
}

/** undefined: not kept, damaged, or not what this log signed for this trade. Its time is the caller's to judge. */
export const keptDelivery = (organisation: string, no: string, verifierKey: string): Delivery | undefined => {
  const entry = keptDeliveries(organisation).find((one) => one.no === no)
  const text = entry === undefined ? undefined : textOf(organisation, entry)
  const found = text === undefined ? undefined : parsePackage(text)
  if (found === undefined || found.trade.no !== no) return undefined
  const { note, expectation } = found.manifest
  try {
    // As of the moment at which it was kept: that it is old by now is said, and counting goes on.
    verifyManifest(note, { verifierKey, expectation, at: Date.parse(found.savedAt) })
    return found
  } catch (cause) {
    if (cause instanceof AppError) return undefined
    throw cause
  }
}
