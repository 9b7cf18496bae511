// A small simulated week through the real command: copies that are everywhere are found, goods that are used honestly are left alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { mintedCodes, resultOf, runWeek } from './run-week.ts'
import type { WeekResult } from './run-week.ts'
import { networks } from './scan-geography.ts'
import { makeWeek } from './scan-week.ts'
import { writeMmdb } from './write-mmdb.ts'

const day = 86_400_000
const week = makeWeek({
  ...{ seed: 1_126, scans: 600 },
  clones: { mass: 1, mass_in_one_city: 1, few: 2, few_in_one_city: 2, slow: 1 },
})

let demo: Demo
let folder: string
let result: WeekResult
const told = (kind: string): number => result.find((one) => one.kind === kind)?.told ?? -1

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ectrace-cities-'))
  const file = path.join(folder, 'cities.mmdb')
  writeMmdb(file, networks())
  demo = await openDemo({ CITY_DATABASE: file })
  const maker = await demo.as('dairy.trader')
  const { items } = await maker.call(endpoints.batches, { query: {} })
  const batch = items.find(({ lot }) => lot === 'YL-A0121')?.id ?? ''
  const { deps, shift } = demo.door
  const codes = await mintedCodes(deps, maker, batch, week.kinds.length)
  const setTime = (at: number): void => shift(at - deps.clock())
  const run = { deps, codes, week, start: deps.clock() + day, setTime }
  await runWeek(run, 1)
  result = await resultOf(run)
}, 240_000)
afterAll(async () => {
  await demo.end()
  rmSync(folder, { recursive: true, force: true })
})

test('the week is the same for the same seed', () => {
  const again = makeWeek({
    seed: 1_126,
    scans: 300,
    clones: { mass: 0, mass_in_one_city: 0, few: 1, few_in_one_city: 0, slow: 0 },
  })
  const once = makeWeek({
    seed: 1_126,
    scans: 300,
    clones: { mass: 0, mass_in_one_city: 0, few: 1, few_in_one_city: 0, slow: 0 },
  })
  expect(again).toEqual(once)
})

test('mass copies are found, in many cities and in one', () => {
  expect([told('mass'), told('mass_in_one_city')]).toEqual([1, 1])
})

test('a few copies in one city look like a family and are not found', () => {
  expect(told('few_in_one_city')).toBe(0)
})

test('goods at home, on a shelf, given away and carried along are not accused', () => {
  expect(['home', 'shelf', 'gift', 'journey', 'demonstration'].map(told)).toEqual([0, 0, 0, 0, 0])
})

test('every scan is in the log or is a page loaded again', async () => {
  const { vault } = demo.door.deps
  const rows = await vault.selectFrom('scan').select(['position', 'path', 'person', 'at']).orderBy('position').execute()
  expect(rows.map(({ position }) => position)).toEqual(rows.map((_row, i) => i))
  const lastAt = new Map<string, number>()
  const again = week.scans.filter(({ item, visitor, at }) => {
    const name = `${String(item)} ${String(visitor)}`
    const last = visitor === undefined ? undefined : lastAt.get(name)
    const isAgain = last !== undefined && at - last < 60_000
    if (!isAgain) lastAt.set(name, at)
    return isAgain
  })
  expect(rows.length).toBe(week.scans.length - again.length)
})
