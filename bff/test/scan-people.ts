// People who scan, for a simulated week: where they live, on which networks, and how much of them a page gets to know.
import { addressOf, cities, exits } from './scan-geography.ts'
import type { Random } from './seeded-random.ts'

export type Person = {
  home: number
  /** Identities that a page sees, a browser's and WeChat's; none for who is never known. */
  ids: string[]
  /** His address at home. */
  line: number
  vpn: boolean
  /** His browser forgets who he is after some days. */
  forgets: boolean
}

export type Crowd = { random: Random; made: number }

const weights = cities.map(({ weight }) => weight)

export const someCity = ({ random }: Crowd): number => random.weighted(weights)

const newId = (crowd: Crowd): string => {
  crowd.made += 1
  return `f${crowd.made.toString(16).padStart(32, '0')}`
}

/** One in five is never known: private browsing, blocked storage, a browser that is used once. */
export const somebody = (crowd: Crowd, home: number): Person => {
  const { random } = crowd
  const known = !random.chance(0.2)
  const both = random.chance(0.1)
  return {
    home,
    ids: known ? [newId(crowd), ...(both ? [newId(crowd)] : [])] : [],
    line: random.between(1, 4_000_000),
    vpn: random.chance(0.03),
    forgets: random.chance(0.1),
  }
}

/** People of one household share a line. */
export const household = (crowd: Crowd, home: number, size: number): Person[] => {
  const line = crowd.random.between(1, 4_000_000)
  return Array.from({ length: size }, () => ({ ...somebody(crowd, home), line }))
}

/** Which identity a page sees this time; who is forgotten comes back as somebody else. */
export const seenAs = (crowd: Crowd, person: Person): string | undefined => {
  const { random } = crowd
  if (person.ids.length > 0 && person.forgets && random.chance(0.1)) person.ids[0] = newId(crowd)
  return person.ids[random.between(0, Math.max(0, person.ids.length - 1))]
}

/** The city that his network shows while he is in `at`. */
const shownCity = ({ random }: Crowd, { vpn, home }: Person, at: number): number => {
  if (vpn && random.chance(0.5)) return exits[random.between(0, exits.length - 1)] ?? at
  // What such files do not know better.
  if (random.chance(0.01)) return random.weighted(weights)
  if (random.chance(0.55)) return at
  const roams = at !== home && random.chance(0.3)
  const city = roams ? home : at
  return random.chance(0.3) ? (cities[city]?.capital ?? city) : city
}

/** The address of a scan. */
export const addressFor = (crowd: Crowd, person: Person, at: number): string => {
  const shown = shownCity(crowd, person, at)
  return addressOf(
    shown,
    shown === person.home && at === person.home ? person.line : crowd.random.between(1, 4_000_000),
  )
}
