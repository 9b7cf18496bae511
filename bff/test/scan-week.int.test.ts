// A small simulated week: copies that are everywhere are found, goods that are used honestly are left alone; the real command judges the same.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { openCities } from '../src/scanning/cities.ts'
import type { Cities } from '../src/scanning/cities.ts'
import { openDemo } from './demo-fixture.ts'
import { judgeWeek, mintedCodes, resultOf, runWeek } from './run-week.ts'
import type { WeekResult } from './run-week.ts'
import { networks } from './scan-geography.ts'
import { makeWeek } from './scan-week.ts'
import { writeMmdb } from './write-mmdb.ts'

const day = 86_400_000

let folder: string
let file: string
let cities: Cities

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ectrace-cities-'))
  file = path.join(folder, 'cities.mmdb')
  writeMmdb(file, networks())
  cities = await openCities(file)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('of 6,000 scans by the default rules', () => {
  const plan = {
    ...{ seed: 1_126, scans: 6_000 },
    clones: { mass: 2, mass_in_one_city: 2, few: 4, few_in_one_city: 4, slow: 2 },
  }
  let result: WeekResult
  const told = (kind: string): number => result.find((one) => one.kind === kind)?.told ?? -1
  beforeAll(() => {
    result = judgeWeek(makeWeek(plan), cities)
  })

  test('the week is the same for the same seed', () => {
    expect(makeWeek(plan)).toEqual(makeWeek(plan))
  })
  test('mass copies are found, in many cities and in one', () => {
    expect([told('mass'), told('mass_in_one_city')]).toEqual([2, 2])
  })
  test('a few copies in one city look like a family and are not found', () => {
    expect(told('few_in_one_city')).toBe(0)
  })
  test('goods at home, on a shelf, given away, carried along and shown are accused less than once in 500', () => {
    const everyday = result.filter(({ kind }) => ['home', 'shelf', 'gift', 'journey', 'demonstration'].includes(kind))
    const sum = (member: 'codes' | 'told'): number => everyday.reduce((total, one) => total + one[member], 0)
    expect(sum('told') * 500).toBeLessThan(sum('codes'))
  })
})

test('the command tells the brand what the judge says, and every scan is in the log', async () => {
  const clones = { mass: 0, mass_in_one_city: 0, few: 4, few_in_one_city: 1, slow: 4 }
  const week = makeWeek({ seed: 3, scans: 120, clones })
  const demo = await openDemo({ CITY_DATABASE: file })
  try {
    const maker = await demo.as('dairy.trader')
    const { items } = await maker.call(endpoints.batches, { query: {} })
    const batch = items.find(({ lot }) => lot === 'YL-A0121')?.id ?? ''
    const { deps, shift } = demo.door
    const codes = await mintedCodes(deps, maker, batch, week.kinds.length)
    const setTime = (at: number): void => shift(at - deps.clock())
    const run = { deps, codes, week, start: deps.clock() + day, setTime }
    await runWeek(run, 1)
    const result = await resultOf(run)
    expect(result).toEqual(judgeWeek(week, cities))
    expect(result.reduce((sum, { told }) => sum + told, 0)).toBeGreaterThan(0)
    const rows = await deps.vault.selectFrom('scan').select('position').orderBy('position').execute()
    expect(rows.map(({ position }) => position)).toEqual(rows.map((_row, i) => i))
  } finally {
    await demo.end()
  }
}, 240_000)
