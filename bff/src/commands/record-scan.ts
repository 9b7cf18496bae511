// A consumer's scan of an item: counted once, judged by what is known of the item's other scans, answered in facts.
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { instantFromMs } from '@ectrace/shared/domain/time'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import { judgeScans } from '@ectrace/shared/scanning/judge-scans'
import type { ScanFinding } from '@ectrace/shared/scanning/judge-scans'
import type { ScanPlace } from '@ectrace/shared/scanning/judge-places'
import { hiddenStateOf } from '../codes/hidden-state.ts'
import type { Deps } from '../deps.ts'
import { addressKey } from '../http/address-key.ts'
import { sorted } from '../scanning/scan-alerts.ts'
import { factsFor, isViewers, noHistory, readHistory } from '../scanning/scan-history.ts'
import type { ScanHistory, Viewer } from '../scanning/scan-history.ts'
import { scanRulesOf } from '../scanning/scan-rules.ts'
import { resolveCode } from '../trace/resolve-code.ts'
import type { Resolved } from '../trace/resolve-code.ts'
import { personOf } from './person-of.ts'

/** `staff`: a signed-in caller, who is answered and not counted. `key` is the Idempotency-Key. */
export type Scanning = {
  c: string
  visitor?: string | undefined
  by: 'h5' | 'weapp'
  ip: string
  key: string
  staff: boolean
}

/** One source of many scans of one code counts no further: neither a script nor a crowd behind one address makes a copy of an item. */
const sourceWindow = { seconds: 600, scans: 10 }

const withinSource = async ({ fast, config }: Deps, path: string, ip: string): Promise<boolean> => {
  const source = sha256Hex(canonicalBytes([path, addressKey(ip)])).slice(0, 32)
  const { allowed } = await fast.hit(`scans-of:${source}`, sourceWindow.seconds, sourceWindow.scans * config.rateFactor)
  return allowed
}

type Seen = { viewer: Viewer; history: ScanHistory; findings: ScanFinding[] }

/** What would be said of the code to somebody whose scan is not counted. */
const looked = async ({ at, code, batch }: Resolved, person: string | undefined): Promise<Seen> => {
  const history = await readHistory(at, code.path, new Set(person === undefined ? [] : [person]))
  const viewer: Viewer = { person, at: undefined }
  const rules = await scanRulesOf(at, batch.organisation)
  const { shown } = await sorted(at, code.path, judgeScans(factsFor(history, viewer, at.clock()), rules))
  return { viewer, history, findings: shown }
}

const counted = async (
  { at, code: { path }, batch, product }: Resolved,
  { by, key, visitor }: Scanning,
  person: string | undefined,
  place: ScanPlace | undefined,
): Promise<Seen> => {
  const { id, lot, organisation } = batch
  const request = sha256Hex(canonicalBytes([visitor ?? null, key]))
  const subject = { path, batch: id, organisation, product: product.name, lot }
  const { at: time, history, findings } = await at.scanLog.count({ ...subject, person, place, by, request })
  return { viewer: { person, at: time }, history, findings }
}

const viewOf = ({ viewer, history, findings }: Seen, now: number): Omit<ScanView, 'placeRules' | 'hidden'> => {
  const { first, scans, people, unknown } = history
  const { times, lastAt } = factsFor(history, viewer, now).yours
  return {
    ...{ counted: viewer.at !== undefined, scans, people, unknown, findings },
    yours: { times, ...(lastAt === undefined ? {} : { lastAt: instantFromMs(lastAt, 0) }) },
    ...(first === undefined
      ? {}
      : {
          first: {
            at: instantFromMs(first.at, 0),
            ...(first.city === null ? {} : { city: first.city }),
            byYou: isViewers(viewer, first),
          },
        }),
  }
}

/**
 * Throws what `resolveCode` throws, IDEMPOTENCY_MISMATCH, SERVER_BUSY. Of a code that is no item nothing is counted: many people have
 * goods of one batch.
 */
export const recordScan = async (deps: Deps, scanning: Scanning): Promise<ScanView> => {
  const { c, visitor, ip, staff } = scanning
  const found = await resolveCode(deps, c)
  const { at, code, item } = found
  const place = deps.cities?.(ip)
  const placed = {
    placeRules: deps.cities === undefined ? ('off' as const) : ('on' as const),
    ...(place === undefined ? {} : { city: place.city }),
  }
  if (item === undefined) {
    const nothing: Seen = { viewer: { person: undefined, at: undefined }, history: noHistory, findings: [] }
    return { ...viewOf(nothing, at.clock()), ...placed, hidden: 'none' }
  }
  const person = await personOf(at, code.path, visitor)
  const counts = !staff && (await withinSource(deps, code.path, ip))
  const seen = counts ? await counted(found, scanning, person, place) : await looked(found, person)
  return {
    ...viewOf(seen, at.clock()),
    ...placed,
    ...(await hiddenStateOf(at, { path: code.path, batch: found.batch.id, ...item }, person)),
  }
}
