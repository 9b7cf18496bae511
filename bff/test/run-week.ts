// Runs a simulated week of scans through the command and the vault of a real server, or through the judge alone: what the brand is told.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { judgeScans } from '@ectrace/shared/scanning/judge-scans'
import { scanRuleSchema } from '@ectrace/shared/scanning/scan-rules'
import type { Client } from '@ectrace/sdk/client'
import { codesOfSet } from '../src/codes/set-codes.ts'
import { recordScan } from '../src/commands/record-scan.ts'
import type { Deps } from '../src/deps.ts'
import type { Cities } from '../src/scanning/cities.ts'
import { factsFor, noHistory, ownScans, withScan } from '../src/scanning/scan-history.ts'
import type { ScanHistory } from '../src/scanning/scan-history.ts'
import { grouped } from '../src/projection/grouped.ts'
import { cloneKinds, honestKinds } from './scan-week.ts'
import type { Week } from './scan-week.ts'

/** `setTime` puts the server's clock, in milliseconds since 1970. */
export type WeekRun = { deps: Deps; codes: readonly string[]; week: Week; start: number; setTime: (at: number) => void }
/** Found copies of planted ones, and accused ones of honest goods, by kind. */
export type WeekResult = {
  kind: string
  honest: boolean
  codes: number
  told: number
  findings: Record<string, number>
}[]

/** New codes of a batch, `count` of them. */
export const mintedCodes = async (deps: Deps, maker: Client, batch: string, count: number): Promise<string[]> => {
  const codes: string[] = []
  while (codes.length < count) {
    const size = Math.min(10_000, count - codes.length)
    const { set } = await maker.call(endpoints.mintCodes, { params: { id: batch }, body: { count: size } })
    for (let from = 0; from < size; from += 5_000)
      codes.push(...(await codesOfSet(deps, { batch, set, from, count: Math.min(5_000, size - from) })))
  }
  return codes
}

/** Sends all scans in their order, `inFlight` at a time; gives the seconds it took. */
export const runWeek = async ({ deps, codes, week, start, setTime }: WeekRun, inFlight: number): Promise<number> => {
  const started = performance.now()
  const left = week.scans.entries()
  const lane = async (): Promise<void> => {
    for (const [i, { at, item, visitor, ip }] of left) {
      setTime(start + at)
      await recordScan(deps, { c: codes[item] ?? '', visitor, ip, by: 'h5', key: `week-${String(i)}`, staff: false })
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return (performance.now() - started) / 1_000
}

const sumUp = (week: Week, findingsOf: (item: number) => readonly string[]): WeekResult =>
  [...cloneKinds, ...honestKinds].map((kind) => {
    const items = week.kinds.flatMap((one, item) => (one === kind ? [item] : []))
    const told = items.map(findingsOf).filter((codes) => codes.length > 0)
    const findings: Record<string, number> = {}
    for (const finding of told.flat()) findings[finding] = (findings[finding] ?? 0) + 1
    const honest = honestKinds.some((one) => one === kind)
    return { kind, honest, codes: items.length, told: told.length, findings }
  })

/** What the brand was told of each kind of code. */
export const resultOf = async ({ deps, codes, week }: WeekRun): Promise<WeekResult> => {
  const alerts = await deps.vault.selectFrom('scan_alert').select(['path', 'finding']).orderBy('finding').execute()
  const told = grouped(alerts, ({ path }) => path)
  return sumUp(week, (item) => (told.get(codes[item] ?? '') ?? []).map(({ finding }) => finding))
}

const reloadMs = 60_000
const rules = scanRuleSchema.parse({})

/** What it would be told by the default rules, without a server. */
export const judgeWeek = (week: Week, cities: Cities): WeekResult => {
  const histories = new Map<number, ScanHistory>()
  const told = new Map<number, Set<string>>()
  for (const { at, item, visitor, ip } of week.scans) {
    const before = histories.get(item) ?? noHistory
    const last = ownScans(before, visitor)[0]
    if (last !== undefined && at - last < reloadMs) continue
    const { city = null, latitude = null, longitude = null } = cities(ip) ?? {}
    const row = { position: 0, at, person: visitor ?? null, city, latitude, longitude }
    const history = withScan(before, row)
    histories.set(item, history)
    const found = judgeScans(factsFor(history, { person: visitor, at }, at), rules)
    const codes = found.filter(({ level }) => level === 'caution').map(({ code }) => code)
    told.set(item, new Set([...(told.get(item) ?? []), ...codes]))
  }
  return sumUp(week, (item) => [...(told.get(item) ?? [])])
}
