// What is unusual about the scans of one item, as findings with their values. Pure: the same for the page, the brand and the simulation.
import { instantFromMs } from '../domain/time.ts'
import { impossibleTravel, manyCities } from './judge-places.ts'
import type { SeenScan } from './judge-places.ts'
import type { ScanRules } from './scan-rules.ts'

/**
 * `you_scanned_before`, `others_scanned`: notes. The others are cautions and make the page amber: more people, cities or speed than one
 * item can have, or too many scans at once.
 */
export type ScanFinding =
  | { code: 'you_scanned_before'; level: 'note'; times: number; lastAt: string }
  | { code: 'others_scanned'; level: 'note'; people: number; unknown: number; firstAt: string }
  | { code: 'many_people'; level: 'caution'; people: number; days: number }
  | { code: 'many_cities'; level: 'caution'; cities: string[]; minutes: number }
  | { code: 'impossible_travel'; level: 'caution'; from: string; to: string; kilometres: number; minutes: number }
  | { code: 'burst'; level: 'caution'; scans: number; minutes: number }

/** So many of the newest are looked at: a copied code has thousands. */
export const mostSeen = 500

/** All that is known of the scans of one item, this one among them. Times in milliseconds since 1970. */
export type ScanFacts = {
  /**
   * In the order of time, the newest `mostSeen`: the first scan of each person, and every one by nobody knows whom. What somebody does
   * again is no evidence: he has the goods, or a page of his that he opens once more.
   */
  seen: readonly SeenScan[]
  /** Of all that there ever were, but for yours. */
  others: { people: number; unknown: number; firstAt: number | undefined }
  /** Scans of yours before this one. */
  yours: { times: number; lastAt?: number }
  now: number
}

const day = 86_400_000
const minute = 60_000

const manyPeople = ({ seen, now }: ScanFacts, { people, peopleDays }: ScanRules): ScanFinding[] => {
  const found = seen.filter(({ person, at }) => person !== undefined && at > now - peopleDays * day).length
  return found > people ? [{ code: 'many_people', level: 'caution', people: found, days: peopleDays }] : []
}

/** The most at once in any such stretch of time; those of nobody knows whom count too, for here nobody is counted as a person. */
const burst = ({ seen }: ScanFacts, rules: ScanRules): ScanFinding[] => {
  let [from, most] = [0, 0]
  seen.forEach(({ at }, i) => {
    while ((seen[from]?.at ?? at) <= at - rules.burstMinutes * minute) from += 1
    most = Math.max(most, i - from + 1)
  })
  return most < rules.burst ? [] : [{ code: 'burst', level: 'caution', scans: most, minutes: rules.burstMinutes }]
}

const othersScanned = ({ others: { people, unknown, firstAt } }: ScanFacts): ScanFinding[] =>
  firstAt === undefined
    ? []
    : [{ code: 'others_scanned', level: 'note', people, unknown, firstAt: instantFromMs(firstAt, 0) }]

const youScannedBefore = ({ yours: { times, lastAt } }: ScanFacts): ScanFinding[] =>
  lastAt === undefined ? [] : [{ code: 'you_scanned_before', level: 'note', times, lastAt: instantFromMs(lastAt, 0) }]

/** The gravest first: cautions in the order of how little else could explain them, then notes. */
export const judgeScans = (facts: ScanFacts, rules: ScanRules): ScanFinding[] => [
  ...impossibleTravel(facts.seen, rules),
  ...manyCities(facts.seen, rules),
  ...burst(facts, rules),
  ...manyPeople(facts, rules),
  ...othersScanned(facts),
  ...youScannedBefore(facts),
]
