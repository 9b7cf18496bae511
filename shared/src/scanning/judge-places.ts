// Where one item was scanned by different people, and whether one item can have been there.
import { metresBetween } from '../plausibility/great-circle.ts'
import type { Point } from '../plausibility/great-circle.ts'
import type { ScanRules } from './scan-rules.ts'

export type ScanPlace = Point & { city: string }
/** `person`: absent when nobody knows who; `place`: as the network's address tells it, absent when it does not. */
export type SeenScan = { at: number; person?: string | undefined; place?: ScanPlace | undefined }

type Placed = SeenScan & { person: string; place: ScanPlace }
type ManyCities = { code: 'many_cities'; level: 'caution'; cities: string[]; minutes: number }
type ImpossibleTravel = {
  code: 'impossible_travel'
  level: 'caution'
  from: string
  to: string
  kilometres: number
  minutes: number
}

/**
 * So far from where somebody is may his network's address say that he is: the phones of a province often reach the internet in its
 * capital. Cities closer than that count as one, and so much is taken off a distance before it is called too far.
 */
const errorKilometres = 300
const hour = 3_600_000
const day = 24 * hour
const minute = 60_000
/** So large a part of the people must be away from where most of them are. */
const leastAway = 0.4
/** Each is compared with so many before it. */
const mostCompared = 40
/** Names in a sentence. */
const mostCities = 8

/** Somebody known at a known place; of nobody knows whom it is not known either whether he is somebody else. */
const isPlaced = (scan: SeenScan): scan is Placed => scan.person !== undefined && scan.place !== undefined

const placeName = ({ latitude, longitude }: Point): string => `${latitude},${longitude}`

/** Distances that were measured: there are few cities. Begun anew when it is full. */
const measured = new Map<string, number>()
const mostMeasured = 20_000

/** Whole kilometres. */
const kilometresBetween = (a: Point, b: Point): number => {
  if (a.latitude === b.latitude && a.longitude === b.longitude) return 0
  const [from, to] = [placeName(a), placeName(b)]
  const name = from < to ? `${from} ${to}` : `${to} ${from}`
  const known = measured.get(name)
  if (known !== undefined) return known
  const found = Math.round((metresBetween(a, b) ?? 0) / 1_000)
  if (measured.size >= mostMeasured) measured.clear()
  measured.set(name, found)
  return found
}

const minutesBetween = (from: number, to: number): number => Math.max(1, Math.round((to - from) / minute))

/** Those that lie far from each other, in their order. */
const farApart = (scans: readonly Placed[]): Placed[] => {
  const chosen: Placed[] = []
  for (const scan of scans)
    if (chosen.every(({ place }) => kilometresBetween(place, scan.place) >= errorKilometres)) chosen.push(scan)
  return chosen
}

/**
 * Whether many enough of them are away from where most are. Of any crowd at one place some ten in a hundred seem to be elsewhere; a copied
 * code is where its copies were sold.
 */
const isScattered = (scans: readonly Placed[]): boolean => {
  const counts = new Map<string, { place: Point; people: number }>()
  for (const { place } of scans) {
    const known = counts.get(placeName(place)) ?? { place, people: 0 }
    counts.set(placeName(place), { place, people: known.people + 1 })
  }
  const places = [...counts.values()]
  const together = places.map(({ place }) =>
    places.reduce(
      (sum, other) => sum + (kilometresBetween(place, other.place) < errorKilometres ? other.people : 0),
      0,
    ),
  )
  return scans.length - Math.max(0, ...together) >= leastAway * scans.length
}

/** The first stretch of time of that length in which there were so many cities far from each other. */
const spread = (scans: readonly Placed[], length: number, least: number): ManyCities[] => {
  // The newest scan of each place that is in the stretch: another one of the same place adds no city.
  const here = new Map<string, Placed>()
  for (const [i, scan] of scans.entries()) {
    for (const [old, { at }] of here) {
      if (at > scan.at - length) break
      here.delete(old)
    }
    const name = placeName(scan.place)
    const isNew = !here.delete(name)
    here.set(name, scan)
    const chosen = isNew && here.size >= least ? farApart([...here.values()]) : []
    if (chosen.length < least) continue
    const stretch = scans.slice(0, i + 1).filter(({ at }) => at > scan.at - length)
    if (!isScattered(stretch)) continue
    const cities = chosen.slice(-mostCities).map(({ place }) => place.city)
    return [
      { code: 'many_cities', level: 'caution', cities, minutes: minutesBetween(chosen[0]?.at ?? scan.at, scan.at) },
    ]
  }
  return []
}

/** So many cities in hours, or else in days. */
export const manyCities = (seen: readonly SeenScan[], rules: ScanRules): ManyCities[] => {
  const placed = seen.filter(isPlaced)
  const soon = spread(placed, rules.cityHours * hour, rules.cities)
  return soon.length > 0 ? soon : spread(placed, rules.spreadDays * day, rules.spreadCities)
}

/** Whether somebody went from one to the other faster than `speed`. */
const isLeap = (from: Placed, to: Placed, speed: number): boolean => {
  const beyond = kilometresBetween(from.place, to.place) - errorKilometres
  return beyond > 0 && (beyond * hour) / speed > to.at - from.at
}

const travel = (from: Placed, to: Placed): ImpossibleTravel => ({
  ...{ code: 'impossible_travel', level: 'caution', from: from.place.city, to: to.place.city },
  ...{ kilometres: kilometresBetween(from.place, to.place), minutes: minutesBetween(from.at, to.at) },
})

/**
 * From one person to another faster than anything flies, and more than once: what rests on one person alone may be his network that is
 * elsewhere (a VPN, roaming) and not the goods. The same person on two networks is none at all.
 */
export const impossibleTravel = (seen: readonly SeenScan[], { kilometresPerHour }: ScanRules): ImpossibleTravel[] => {
  const placed = seen.filter(isPlaced)
  /** Those who have a part in every leap so far. */
  let suspects: readonly string[] | undefined
  if (!isScattered(placed)) return []
  for (const [i, to] of placed.entries()) {
    for (const from of placed.slice(Math.max(0, i - mostCompared), i)) {
      if (!isLeap(from, to, kilometresPerHour)) continue
      const both = [from.person, to.person]
      suspects = suspects?.filter((person) => both.includes(person)) ?? both
      if (suspects.length === 0) return [travel(from, to)]
    }
  }
  return []
}
