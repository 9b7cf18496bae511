// A week of consumers' scans, made from a seed: how honest goods are scanned, and copies of some codes among them. It knows no rule that judges them.
import { addressFor, household, seenAs, someCity, somebody } from './scan-people.ts'
import type { Crowd, Person } from './scan-people.ts'
import { seededRandom } from './seeded-random.ts'

export const honestKinds = [
  'home',
  'shelf',
  'gift',
  'journey',
  'table',
  'family_chat',
  'demonstration',
  'exhibition',
] as const
export const cloneKinds = ['mass', 'mass_in_one_city', 'few', 'few_in_one_city', 'slow'] as const
export type HonestKind = (typeof honestKinds)[number]
export type CloneKind = (typeof cloneKinds)[number]

/** `at` in milliseconds from the start of the week; `item` numbers the codes. */
export type WeekScan = { at: number; item: number; visitor: string | undefined; ip: string }
export type Week = { scans: WeekScan[]; kinds: (HonestKind | CloneKind)[] }
/** `scans`: about so many in all; `clones`: copied codes of each kind. */
export type WeekPlan = { seed: number; scans: number; clones: Record<CloneKind, number> }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const week = 7 * day

type Making = Crowd & { scans: WeekScan[]; item: number }

const scan = (making: Making, person: Person, city: number, at: number): void => {
  if (at >= week) return
  making.scans.push({
    at: Math.floor(at),
    item: making.item,
    visitor: seenAs(making, person),
    ip: addressFor(making, person, city),
  })
}

/** Somewhen on a day between nine and eleven at night, most of all in the evening. */
const dayTime = ({ random }: Making, dayNumber: number): number =>
  dayNumber * day + (random.chance(0.4) ? 18 + random.next() * 4 : 9 + random.next() * 14) * hour

const anyTime = (making: Making): number => dayTime(making, making.random.between(0, 6))

/** Whoever has it looks again: within the hour, and on later days. */
const lookAgain = (making: Making, person: Person, city: number, from: number): void => {
  const { random } = making
  for (let left = random.run(0.25, 6); left > 0; left--) scan(making, person, city, from + random.next() * hour)
  for (let left = random.run(0.25, 6); left > 0; left--)
    scan(making, person, city, from + random.next() * (week - from))
}

const inHousehold = (making: Making, city: number, from: number): void => {
  const { random } = making
  const people = household(making, city, 1 + random.run(0.22, 4))
  for (const [i, person] of people.entries()) {
    const at = i === 0 ? from : from + (random.chance(0.6) ? random.next() * hour : random.next() * 3 * day)
    scan(making, person, city, at)
    lookAgain(making, person, city, at)
  }
}

const onShelf = (making: Making, city: number, from: number): void => {
  const { random } = making
  const shoppers = 1 + random.run(0.38, 12)
  for (let i = 0; i < shoppers; i++) {
    const isLocal = random.chance(0.85)
    const shopper = somebody(making, isLocal ? city : someCity(making))
    scan(making, shopper, city, from + random.next() * 2 * day)
  }
}

const honest: Record<HonestKind, (making: Making) => void> = {
  home: (making) => inHousehold(making, someCity(making), anyTime(making)),
  shelf: (making) => {
    const [city, from] = [someCity(making), anyTime(making)]
    onShelf(making, city, from)
    if (making.random.chance(0.4)) inHousehold(making, city, from + 2 * day)
  },
  gift: (making) => {
    const from = anyTime(making)
    inHousehold(making, someCity(making), from)
    inHousehold(making, someCity(making), from + (1 + making.random.next() * 3) * day)
  },
  journey: (making) => {
    const { random } = making
    const [home, there, from] = [someCity(making), someCity(making), anyTime(making)]
    const traveller = somebody(making, home)
    scan(making, traveller, home, from)
    const arrival = from + (3 + random.next() * 5) * hour
    scan(making, traveller, there, arrival)
    for (let left = random.between(0, 2); left > 0; left--)
      scan(making, somebody(making, there), there, arrival + random.next() * 2 * hour)
  },
  table: (making) => {
    const [city, from] = [someCity(making), anyTime(making)]
    const guests = making.random.between(3, 8)
    for (let i = 0; i < guests; i++) {
      const home = making.random.chance(0.85) ? city : someCity(making)
      scan(making, somebody(making, home), city, from + making.random.next() * hour)
    }
  },
  // The page is sent to relatives, who open it wherever they are.
  family_chat: (making) => {
    const [city, from] = [someCity(making), anyTime(making)]
    inHousehold(making, city, from)
    for (let left = making.random.between(1, 4); left > 0; left--) {
      const home = making.random.chance(0.5) ? city : someCity(making)
      scan(making, somebody(making, home), home, from + making.random.next() * 3 * hour)
    }
  },
  demonstration: (making) => {
    const city = someCity(making)
    const assistant = somebody(making, city)
    for (let left = making.random.between(10, 40); left > 0; left--) scan(making, assistant, city, anyTime(making))
    for (let left = making.random.between(0, 4); left > 0; left--)
      scan(making, somebody(making, city), city, anyTime(making))
  },
  exhibition: (making) => {
    const { random } = making
    const [city, from] = [someCity(making), random.between(0, 4)]
    for (let left = random.between(20, 150); left > 0; left--) {
      const visitor = somebody(making, random.chance(0.5) ? city : someCity(making))
      scan(making, visitor, city, dayTime(making, from + random.between(0, 2)))
    }
  },
}

/** How often honest goods go each way, of 100,000. */
const shares: Record<HonestKind, number> = {
  home: 70_000,
  shelf: 20_000,
  gift: 5_000,
  journey: 2_500,
  table: 1_800,
  family_chat: 300,
  demonstration: 380,
  exhibition: 20,
}

/** One print of a copied code, bought by somebody in `city`, who looks at it or does not. */
const print = (making: Making, city: number, at: number, looks: number): void => {
  if (making.random.chance(looks)) inHousehold(making, city, at)
}

const someCities = (making: Making, least: number, most: number): number[] =>
  Array.from({ length: making.random.between(least, most) }, () => someCity(making))

const clones: Record<CloneKind, (making: Making) => void> = {
  mass: (making) => {
    const cities = someCities(making, 4, 20)
    for (let left = making.random.between(50, 500); left > 0; left--)
      print(making, cities[making.random.between(0, cities.length - 1)] ?? 0, anyTime(making), 0.6)
  },
  mass_in_one_city: (making) => {
    const city = someCity(making)
    for (let left = making.random.between(50, 200); left > 0; left--) print(making, city, anyTime(making), 0.6)
  },
  few: (making) => {
    for (const city of someCities(making, 3, 5)) print(making, city, anyTime(making), 0.8)
  },
  few_in_one_city: (making) => {
    const city = someCity(making)
    for (let left = making.random.between(3, 5); left > 0; left--) print(making, city, anyTime(making), 0.8)
  },
  slow: (making) => {
    const cities = someCities(making, 3, 8)
    for (let on = 0; on < 7; on++)
      print(making, cities[making.random.between(0, cities.length - 1)] ?? 0, dayTime(making, on), 0.8)
  },
}

/** Some are tried by those who made them before they leave the factory, on phones that are not signed in. */
const triedAtFactory = (making: Making, factory: number): void => {
  if (making.random.chance(0.03)) scan(making, somebody(making, factory), factory, making.random.next() * 8 * hour)
}

export const makeWeek = ({ seed, scans: most, clones: planted }: WeekPlan): Week => {
  const making: Making = { random: seededRandom(seed), made: 0, scans: [], item: 0 }
  const factory = someCity(making)
  const kinds: Week['kinds'] = []
  const add = (kind: HonestKind | CloneKind, make: (making: Making) => void): void => {
    making.item = kinds.length
    kinds.push(kind)
    triedAtFactory(making, factory)
    make(making)
  }
  for (const kind of cloneKinds) for (let left = planted[kind]; left > 0; left--) add(kind, clones[kind])
  const weights = honestKinds.map((kind) => shares[kind])
  while (making.scans.length < most) {
    const kind = honestKinds[making.random.weighted(weights)] ?? 'home'
    add(kind, honest[kind])
  }
  return { scans: making.scans.sort((a, b) => a.at - b.at), kinds }
}
