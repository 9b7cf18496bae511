// What the vault knows of the scans of one code, as far as a new one is judged by it; reading it is bounded however often it was scanned.
import { mostSeen } from '@ectrace/shared/scanning/judge-scans'
import type { ScanFacts } from '@ectrace/shared/scanning/judge-scans'
import type { SeenScan } from '@ectrace/shared/scanning/judge-places'
import type { Deps } from '../deps.ts'
import type { FirstScanTable, ScanTable } from '../store/vault.ts'

export type FirstScan = Pick<FirstScanTable, 'position' | 'at' | 'city' | 'person'>
/** Times of one person's scans of the code, the newest first. */
type OwnScans = readonly number[]

export type ScanHistory = {
  first: FirstScan | undefined
  scans: number
  people: number
  unknown: number
  /** First scans of people, and those by nobody knows whom, in the order of time. */
  seen: readonly SeenScan[]
  own: ReadonlyMap<string, OwnScans>
}

export const noHistory: ScanHistory = { first: undefined, scans: 0, people: 0, unknown: 0, seen: [], own: new Map() }

/** More scans of one person are not counted one by one. */
const mostOwn = 1_000

type Part = Pick<Deps, 'vault' | 'channel'>
type SeenRow = Pick<ScanTable, 'at' | 'person' | 'city' | 'latitude' | 'longitude'>

const seenOf = ({ at, person, city, latitude, longitude }: SeenRow): SeenScan => ({
  at,
  ...(person === null ? {} : { person }),
  ...(city === null || latitude === null || longitude === null ? {} : { place: { city, latitude, longitude } }),
})

const firstOf = ({ vault, channel }: Part, path: string): Promise<FirstScanTable | undefined> =>
  vault.first(
    'first scan',
    () => vault.selectFrom('first_scan').selectAll().where('channel', '=', '').where('path', '=', ''),
    [channel, path],
  )

const seenRows = ({ vault, channel }: Part, path: string): Promise<readonly SeenRow[]> =>
  vault.all(
    'scans seen',
    () =>
      vault
        .selectFrom('scan')
        .select(['at', 'person', 'city', 'latitude', 'longitude'])
        .where('channel', '=', '')
        .where('path', '=', '')
        .where('again', '=', 0)
        .orderBy('position', 'desc')
        .limit(mostSeen),
    [channel, path, 0, mostSeen],
  )

const ownRows = async ({ vault, channel }: Part, path: string, person: string): Promise<OwnScans> => {
  const rows = await vault.all(
    'scans of a person',
    () =>
      vault
        .selectFrom('scan')
        .select('at')
        .where('channel', '=', '')
        .where('path', '=', '')
        .where('person', '=', '')
        .orderBy('position', 'desc')
        .limit(mostOwn),
    [channel, path, person, mostOwn],
  )
  return rows.map(({ at }) => at)
}

/** The scans of `path` so far, and those of `people` among them. */
export const readHistory = async (part: Part, path: string, people: ReadonlySet<string>): Promise<ScanHistory> => {
  const first = await firstOf(part, path)
  if (first === undefined) return noHistory
  const [seen, own] = await Promise.all([
    seenRows(part, path),
    Promise.all([...people].map(async (person) => [person, await ownRows(part, path, person)] as const)),
  ])
  const { scans, people: known, unknown } = first
  return { first, scans, people: known, unknown, seen: seen.map(seenOf).reverse(), own: new Map(own) }
}

export const ownScans = ({ own }: ScanHistory, person: string | undefined): OwnScans =>
  person === undefined ? [] : (own.get(person) ?? [])

export type HistoryRow = SeenRow & Pick<ScanTable, 'position'>

/** The history with one more scan. */
export const withScan = (history: ScanHistory, row: HistoryRow): ScanHistory => {
  const { person, at } = row
  const before = ownScans(history, person ?? undefined)
  const isNew = before.length === 0
  return {
    first: history.first ?? row,
    scans: history.scans + 1,
    people: history.people + (person !== null && isNew ? 1 : 0),
    unknown: history.unknown + (person === null ? 1 : 0),
    seen: isNew ? [...history.seen, seenOf(row)].slice(-mostSeen) : history.seen,
    own: person === null ? history.own : new Map([...history.own, [person, [at, ...before].slice(0, mostOwn)]]),
  }
}

/** Who asks: `at` is the time of this scan, when it is one of those counted. */
export type Viewer = { person: string | undefined; at: number | undefined }

/** Of nobody knows whom only this very scan is known to be the asker's. */
export const isViewers = ({ person, at }: Viewer, scan: { person?: string | null | undefined; at: number }): boolean =>
  person === undefined ? (scan.person ?? undefined) === undefined && scan.at === at : scan.person === person

export const factsFor = (history: ScanHistory, viewer: Viewer, now: number): ScanFacts => {
  const own = ownScans(history, viewer.person)
  const counted = viewer.at !== undefined
  const before = counted ? own.slice(1) : own
  const people = history.people - (own.length > 0 ? 1 : 0)
  const unknown = history.unknown - (counted && viewer.person === undefined ? 1 : 0)
  const { first } = history
  const byOther = first === undefined || isViewers(viewer, first) ? undefined : first
  const earliest = byOther ?? history.seen.find((scan) => !isViewers(viewer, scan))
  const lastAt = before[0]
  return {
    seen: history.seen,
    others: { people, unknown, firstAt: people + unknown > 0 ? earliest?.at : undefined },
    yours: { times: before.length, ...(lastAt === undefined ? {} : { lastAt }) },
    now,
  }
}
