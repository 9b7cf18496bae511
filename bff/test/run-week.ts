// Runs a simulated week of scans through the command and the vault of a real server, and tells what its brand was told.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Client } from '@ectrace/sdk/client'
import { codesOfSet } from '../src/codes/set-codes.ts'
import { recordScan } from '../src/commands/record-scan.ts'
import type { Deps } from '../src/deps.ts'
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

/** What the brand was told of each kind of code. */
export const resultOf = async ({ deps, codes, week }: WeekRun): Promise<WeekResult> => {
  const alerts = await deps.vault.selectFrom('scan_alert').select(['path', 'finding']).execute()
  const told = grouped(alerts, ({ path }) => path)
  return [...cloneKinds, ...honestKinds].map((kind) => {
    const paths = codes.filter((_code, i) => week.kinds[i] === kind)
    const those = paths.filter((path) => told.has(path))
    const findings: Record<string, number> = {}
    for (const { finding } of those.flatMap((path) => told.get(path) ?? []))
      findings[finding] = (findings[finding] ?? 0) + 1
    const honest = honestKinds.some((one) => one === kind)
    return { kind, honest, codes: paths.length, told: those.length, findings }
  })
}
