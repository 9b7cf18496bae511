// `pnpm bench scans`: a simulated week of consumers' scans through the real command and vault, with planted copies: found, accused, a second.
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openDemo } from '@ectrace/bff/test/demo-fixture'
import { judgeWeek, mintedCodes, resultOf, runWeek } from '@ectrace/bff/test/run-week'
import type { WeekResult } from '@ectrace/bff/test/run-week'
import { networks } from '@ectrace/bff/test/scan-geography'
import { makeWeek } from '@ectrace/bff/test/scan-week'
import type { Week, WeekPlan } from '@ectrace/bff/test/scan-week'
import { writeMmdb } from '@ectrace/bff/test/write-mmdb'
import { openCities } from '@ectrace/bff/scanning/cities'
import { useNativeSha256 } from '@ectrace/bff/native-sha256'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { diskOf, machine, say, sayJson, sayLines } from './measure/machine.ts'

const day = 86_400_000
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    scans: { type: 'string', default: '200000' },
    // Without server and vault: only what is found and accused.
    judge: { type: 'boolean', default: false },
    'in-flight': { type: 'string', default: '64' },
  },
})
const [seed, scans, inFlight] = [values.seed, values.scans, values['in-flight']].map(Number) as [number, number, number]
const clones: WeekPlan['clones'] = { mass: 20, mass_in_one_city: 10, few: 40, few_in_one_city: 30, slow: 20 }

const sum = (result: WeekResult, honest: boolean, member: 'codes' | 'told'): number =>
  result.filter((one) => one.honest === honest).reduce((total, one) => total + one[member], 0)

const camel = (kind: string): string => kind.replace(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase())

const sayResult = (result: WeekResult): void => {
  for (const { kind, honest, codes, told, findings } of result) {
    const what = honest ? 'accused' : 'found'
    const which = Object.entries(findings).map(([name, count]) => `${name} ${String(count)}`)
    say(`${kind.padEnd(18)} ${String(told).padStart(6)} ${what} of ${String(codes).padStart(6)}   ${which.join(', ')}`)
  }
}

const figuresOf = (week: Week, result: WeekResult): Record<string, number> => {
  const perKind = result.filter(({ honest }) => !honest).map(({ kind, told }) => [`found${camel(kind)}`, told] as const)
  return {
    ...{ scans: week.scans.length, clones: sum(result, false, 'codes'), found: sum(result, false, 'told') },
    ...Object.fromEntries(perKind),
    ...{ honest: sum(result, true, 'codes'), honestAccused: sum(result, true, 'told') },
  }
}

const judge = async (folder: string): Promise<void> => {
  const week = makeWeek({ seed, scans, clones })
  const file = path.join(folder, 'cities.mmdb')
  writeMmdb(file, networks())
  const result = judgeWeek(week, await openCities(file))
  sayResult(result)
  sayJson(figuresOf(week, result))
}

const bench = async (folder: string): Promise<void> => {
  const [loadBefore = 0] = loadavg()
  const week = makeWeek({ seed, scans, clones })
  const file = path.join(folder, 'cities.mmdb')
  writeMmdb(file, networks())
  const demo = await openDemo({ CITY_DATABASE: file })
  try {
    const { deps, shift } = demo.door
    const maker = await demo.as('dairy.trader')
    const { items } = await maker.call(endpoints.batches, { query: {} })
    const batch = items.find(({ lot }) => lot === 'YL-A0121')?.id ?? ''
    say(`minting ${String(week.kinds.length)} codes`)
    const codes = await mintedCodes(deps, maker, batch, week.kinds.length)
    const run = { deps, codes, week, start: deps.clock() + day, setTime: (at: number) => shift(at - deps.clock()) }
    say(`${String(week.scans.length)} scans of a week, ${String(inFlight)} at a time`)
    const seconds = await runWeek(run, inFlight)
    const result = await resultOf(run)
    sayLines({
      hardware: machine(loadBefore),
      durability: `SQLite, synchronous FULL, up to 128 scans a commit, ${await diskOf(folder)}`,
      payload: `seed ${String(seed)}; each scan resolved, its person digested, city looked up, judged, chained, written; no HTTP`,
    })
    sayResult(result)
    sayJson({ ...figuresOf(week, result), scansPerSecond: week.scans.length / seconds })
  } finally {
    await demo.end()
  }
}

useNativeSha256()
const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-bench-'))
try {
  await (values.judge ? judge(folder) : bench(folder))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
