import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { judgeScans } from './judge-scans.ts'
import type { ScanFacts, ScanFinding } from './judge-scans.ts'
import type { SeenScan } from './judge-places.ts'
import { scanRuleSchema } from './scan-rules.ts'

const rules = scanRuleSchema.parse({})
const start = Date.parse('2026-11-28T02:00:00.000Z')
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const cities = {
  杭州: { latitude: '30.3', longitude: '120.2' },
  上海: { latitude: '31.2', longitude: '121.5' },
  苏州: { latitude: '31.3', longitude: '120.6' },
  北京: { latitude: '39.9', longitude: '116.4' },
  成都: { latitude: '30.7', longitude: '104.1' },
  广州: { latitude: '23.1', longitude: '113.3' },
  乌鲁木齐: { latitude: '43.8', longitude: '87.6' },
} as const
type City = keyof typeof cities

/** `who` is 0 for nobody knows whom. */
const scan = (who: number, city: City | undefined, at: number): SeenScan => ({
  at: start + at,
  ...(who === 0 ? {} : { person: `person-${String(who)}` }),
  ...(city === undefined ? {} : { place: { city, ...cities[city] } }),
})

const factsOf = (seen: readonly SeenScan[], rest: Partial<ScanFacts> = {}): ScanFacts => ({
  seen,
  others: { people: 0, unknown: 0, firstAt: undefined },
  yours: { times: 0 },
  now: seen.at(-1)?.at ?? start,
  ...rest,
})
const cautions = (seen: readonly SeenScan[], given = rules): ScanFinding[] =>
  judgeScans(factsOf(seen), given).filter(({ level }) => level === 'caution')
const codes = (seen: readonly SeenScan[], given = rules): string[] => cautions(seen, given).map(({ code }) => code)
const people = (count: number, city: City | undefined, step: number, from = 1): SeenScan[] =>
  Array.from({ length: count }, (_none, i) => scan(from + i, city, i * step))

describe('what honest goods look like', () => {
  const honest: [string, SeenScan[]][] = [
    ['scanned once', [scan(1, '杭州', 0)]],
    ['a family at one table', people(5, '杭州', 2 * minute)],
    [
      'half of them on the mobile network of another city',
      [scan(1, '苏州', 0), scan(2, '上海', minute), scan(3, '杭州', 2 * minute)],
    ],
    ['one of a couple with a VPN', [scan(1, '杭州', 0), scan(2, '北京', 5 * minute)]],
    [
      'a family, and one of them with a VPN',
      [scan(1, '杭州', 0), scan(2, '杭州', minute), scan(3, '广州', 3 * minute), scan(4, '杭州', hour)],
    ],
    ['bought on a journey, given away at home', [scan(1, '广州', 0), scan(2, '杭州', day), scan(3, '成都', 9 * day)]],
    ['carried by air', [scan(1, '北京', 0), scan(2, '广州', 3 * hour)]],
    ['looked at on a shelf by nine in a month', people(9, '杭州', 3 * day)],
    ['opened again and again by nobody knows whom', Array.from({ length: 30 }, (_none, i) => scan(0, '杭州', i * day))],
    [
      'opened in three cities by nobody knows whom',
      [scan(0, '杭州', 0), scan(0, '北京', minute), scan(0, '成都', 2 * minute)],
    ],
    ['without a known place', people(8, undefined, minute)],
  ]
  test.each(honest)('%s: no caution', (_name, seen) => {
    expect(codes(seen)).toEqual([])
  })
})

describe('what one item cannot do', () => {
  test('be in three cities in two hours', () => {
    expect(cautions([scan(1, '杭州', 0), scan(2, '成都', 50 * minute), scan(3, '北京', 100 * minute)])).toContainEqual({
      code: 'many_cities',
      level: 'caution',
      cities: ['杭州', '成都', '北京'],
      minutes: 100,
    })
  })
  test('turn up in four regions in two weeks', () => {
    const seen = [scan(1, '杭州', 0), scan(2, '成都', 3 * day), scan(3, '北京', 6 * day), scan(4, '广州', 9 * day)]
    expect(codes(seen)).toEqual(['many_cities'])
    const slower = seen.map((one, i) => ({ ...one, at: start + i * 6 * day }))
    expect(codes(slower)).toEqual([])
  })
  test('leap from one person to another, twice and not by the same person', () => {
    const leap = [scan(1, '北京', 0), scan(2, '广州', 20 * minute)]
    const second = [scan(3, '北京', 2 * day), scan(4, '广州', 2 * day + 20 * minute)]
    expect(codes(leap)).toEqual([])
    expect(cautions([...leap, ...second])).toEqual([
      { code: 'impossible_travel', level: 'caution', from: '北京', to: '广州', kilometres: 1891, minutes: 20 },
    ])
  })
  test('be with more different people than the rule allows', () => {
    expect(cautions(people(11, '杭州', day))).toEqual([{ code: 'many_people', level: 'caution', people: 11, days: 30 }])
    expect(codes(people(11, '杭州', 4 * day))).toEqual([])
    expect(codes(people(11, '杭州', day), { ...rules, people: 11 })).toEqual([])
  })
  test('be scanned by twenty at once', () => {
    const crowd = [
      ...people(8, '杭州', 10_000),
      ...Array.from({ length: 12 }, (_none, i) => scan(0, '杭州', 90_000 + i)),
    ]
    expect(cautions(crowd)).toEqual([{ code: 'burst', level: 'caution', scans: 20, minutes: 10 }])
    expect(codes(crowd.slice(1))).toEqual([])
  })
  test('a copy that is everywhere has everything, the gravest first', () => {
    const names = Object.keys(cities) as City[]
    const seen = Array.from({ length: 60 }, (_none, i) => scan(i + 1, names[i % names.length], i * 10_000))
    const found = judgeScans(factsOf(seen, { others: { people: 59, unknown: 0, firstAt: start } }), rules)
    expect(found.map(({ code }) => code)).toEqual([
      ...['impossible_travel', 'many_cities', 'burst', 'many_people', 'others_scanned'],
    ])
  })
})

describe('notes', () => {
  test('say what you and others did before', () => {
    const others = { people: 2, unknown: 1, firstAt: start - day }
    const found = judgeScans(
      factsOf([scan(1, '杭州', 0)], { others, yours: { times: 3, lastAt: start - hour } }),
      rules,
    )
    expect(found).toEqual([
      { code: 'others_scanned', level: 'note', people: 2, unknown: 1, firstAt: '2026-11-27T02:00:00.000Z' },
      { code: 'you_scanned_before', level: 'note', times: 3, lastAt: '2026-11-28T01:00:00.000Z' },
    ])
  })
})

describe('laws', () => {
  const names = Object.keys(cities) as City[]
  const anyScan = fc.record({
    who: fc.integer({ min: 0, max: 12 }),
    city: fc.option(fc.constantFrom(...names), { nil: undefined }),
    at: fc.integer({ min: 0, max: 20 * day }),
  })
  const firstsOf = (scans: readonly { who: number; city: City | undefined; at: number }[]): SeenScan[] => {
    const known = new Set<number>()
    return scans
      .toSorted((a, b) => a.at - b.at)
      .filter(({ who }) => who === 0 || (!known.has(who) && known.add(who)))
      .map(({ who, city, at }) => scan(who, city, at))
  }
  test('somebody who scans again, wherever and however often, never raises a caution', () => {
    fc.assert(
      fc.property(fc.array(anyScan, { maxLength: 40 }), fc.array(anyScan, { maxLength: 10 }), (scans, more) => {
        const before = firstsOf(scans)
        const again = more.flatMap((one) => {
          const first = scans.filter(({ who }) => who === one.who && who !== 0).sort((a, b) => a.at - b.at)[0]
          return first === undefined ? [] : [{ ...one, at: first.at + one.at }]
        })
        expect(codes(firstsOf([...scans, ...again]))).toEqual(codes(before))
      }),
    )
  })
  test('nobody knows whom can never make an item be in many places or with many people', () => {
    fc.assert(
      fc.property(fc.array(anyScan, { maxLength: 60 }), (scans) => {
        const found = codes(firstsOf(scans.map((one) => ({ ...one, who: 0 }))))
        expect(found.filter((code) => code !== 'burst')).toEqual([])
      }),
    )
  })
  test('what stricter rules let pass, milder ones do', () => {
    const milder = { ...rules, people: 12, cities: 4, spreadCities: 6, kilometresPerHour: 1_500, burst: 40 }
    fc.assert(
      fc.property(fc.array(anyScan, { maxLength: 60 }), (scans) => {
        const seen = firstsOf(scans)
        const strict = codes(seen)
        expect(codes(seen, milder).filter((code) => !strict.includes(code))).toEqual([])
      }),
    )
  })
})
