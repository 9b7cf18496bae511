// Writes a channel's scans one after the other into its chained log, those that wait together in one durable commit.
import { AppError } from '@ectrace/shared/errors'
import { judgeScans } from '@ectrace/shared/scanning/judge-scans'
import type { ScanFinding } from '@ectrace/shared/scanning/judge-scans'
import type { ScanPlace } from '@ectrace/shared/scanning/judge-places'
import { scanHash, scanLogStart } from '@ectrace/shared/scanning/scan-log'
import type { Compilable } from 'kysely'
import type { Deps } from '../deps.ts'
import { isConstraintError } from '../store/sql-errors.ts'
import type { ScanTable } from '../store/vault.ts'
import type { Statement } from '../store/vault-writer-protocol.ts'
import { alertQueries, sorted } from './scan-alerts.ts'
import type { AlertSubject } from './scan-alerts.ts'
import { factsFor, ownScans, readHistory, withScan } from './scan-history.ts'
import type { ScanHistory } from './scan-history.ts'
import { scanRulesOf } from './scan-rules.ts'

/** `request` stands for the Idempotency-Key and who gave it. */
export type NewScan = AlertSubject & {
  person: string | undefined
  place: ScanPlace | undefined
  by: ScanTable['by']
  request: string
}
/** `at`: when it was counted, now or as an earlier request. `history` has it. */
export type CountedScan = { at: number; history: ScanHistory; findings: ScanFinding[] }

export type ScanLog = {
  /** Counts a scan. Throws IDEMPOTENCY_MISMATCH, SERVER_BUSY, STORAGE_FULL. */
  count(scan: NewScan): Promise<CountedScan>
  /** Writes what waits. */
  close(): Promise<void>
}

type Part = Pick<Deps, 'vault' | 'channel' | 'config' | 'clock'>
type Head = Pick<ScanTable, 'position' | 'hash' | 'at'>
type Waiting = { scan: NewScan; resolve: (counted: CountedScan) => void; reject: (error: unknown) => void }
type Step = { counted: CountedScan } | { refused: AppError }
type Earlier = Pick<ScanTable, 'request' | 'path' | 'person' | 'at'>

/** The same person so soon after is the page loaded once more. */
const reloadMs = 60_000
/** Of one commit: more only make the first one wait. */
const mostTogether = 128
const mostWaiting = 4_096
/** Another process was quicker so often: each time it has written something. */
const mostTries = 50

const newestOf = async ({ vault, channel }: Part): Promise<Head> =>
  (await vault.first(
    'newest scan',
    () =>
      vault
        .selectFrom('scan')
        .select(['position', 'hash', 'at'])
        .where('channel', '=', '')
        .orderBy('position', 'desc')
        .limit(1),
    [channel, 1],
  )) ?? { position: -1, hash: scanLogStart(channel), at: 0 }

const earlierOf = ({ vault, channel }: Part, request: string): Promise<Earlier | undefined> =>
  vault.first(
    'scan by request',
    () =>
      vault
        .selectFrom('scan')
        .select(['request', 'path', 'person', 'at'])
        .where('channel', '=', '')
        .where('request', '=', ''),
    [channel, request],
  )

const insertScan = ({ vault }: Part, row: Omit<ScanTable, 'n'>): Statement => {
  const columns = [
    ...(['channel', 'position', 'path', 'batch', 'organisation', 'person', 'again', 'at', 'city'] as const),
    ...(['latitude', 'longitude', 'by', 'hash', 'request'] as const),
  ]
  const inOrder = Object.fromEntries(columns.map((column) => [column, row[column]])) as Omit<ScanTable, 'n'>
  return vault.statement('insert scan', () => vault.insertInto('scan').values(inOrder), Object.values(inOrder))
}

/** The first scan stays what it was; only the counts change. */
const countQuery = ({ vault, channel }: Part, path: string, history: ScanHistory): Statement => {
  const { first, scans, people, unknown } = history
  if (first === undefined) throw new AppError('INTERNAL')
  const { position, at, city, person } = first
  const counts = { scans, people, unknown }
  return vault.statement(
    'count scans',
    () =>
      vault
        .insertInto('first_scan')
        .values({ channel, path, position, at, city, person, ...counts })
        .onConflict((conflict) => conflict.columns(['channel', 'path']).doUpdateSet(counts)),
    [channel, path, position, at, city, person, scans, people, unknown, scans, people, unknown],
  )
}

/** The scans of one commit, one after the other on top of what the vault has. */
const openGroup = async (part: Part, start: Head, scans: readonly NewScan[]) => {
  const histories = new Map<string, ScanHistory>()
  const requests = new Map<string, Earlier>()
  await Promise.all([
    ...[...new Set(scans.map(({ path }) => path))].map(async (path) => {
      const people = new Set(scans.flatMap((scan) => (scan.path === path ? (scan.person ?? []) : [])))
      histories.set(path, await readHistory(part, path, people))
    }),
    ...scans.map(async ({ request }) => {
      const earlier = await earlierOf(part, request)
      if (earlier !== undefined) requests.set(request, earlier)
    }),
  ])
  const queries: (Compilable | Statement)[] = []
  const changed = new Set<string>()
  let head = start

  const append = (scan: NewScan, history: ScanHistory): number => {
    const { path, batch, organisation, person = null, place, by, request } = scan
    const at = Math.max(part.clock(), head.at)
    const { city = null, latitude = null, longitude = null } = place ?? {}
    const position = head.position + 1
    const logged = { position, path, batch, organisation, person, at, city, latitude, longitude, by }
    const hash = scanHash(head.hash, logged)
    const again = ownScans(history, person ?? undefined).length > 0 ? 1 : 0
    queries.push(insertScan(part, { channel: part.channel, ...logged, again, hash, request }))
    histories.set(path, withScan(history, logged))
    requests.set(request, { request, path, person, at })
    changed.add(path)
    head = { position, hash, at }
    return at
  }

  /** When the scan was counted before: as the same request, or as the page that is loaded once more. */
  const countedBefore = (scan: NewScan, history: ScanHistory): number | undefined => {
    const earlier = requests.get(scan.request)
    if (earlier !== undefined) return earlier.at
    const last = ownScans(history, scan.person)[0]
    return last !== undefined && part.clock() - last < reloadMs ? last : undefined
  }

  const isMismatch = ({ request, path, person }: NewScan): boolean => {
    const earlier = requests.get(request)
    return earlier !== undefined && (earlier.path !== path || earlier.person !== (person ?? null))
  }

  const step = async (scan: NewScan): Promise<Step> => {
    if (isMismatch(scan)) return { refused: new AppError('IDEMPOTENCY_MISMATCH') }
    const { path, person } = scan
    const before = histories.get(path)
    if (before === undefined) throw new AppError('INTERNAL')
    const at = countedBefore(scan, before) ?? append(scan, before)
    const history = histories.get(path) ?? before
    const rules = await scanRulesOf(part, scan.organisation)
    const found = judgeScans(factsFor(history, { person, at }, Math.max(at, part.clock())), rules)
    const { shown, fresh } = await sorted(part, path, found)
    for (const finding of fresh) queries.push(...alertQueries(part, scan, finding, at))
    return { counted: { at, history, findings: shown } }
  }

  const steps: Step[] = []
  for (const scan of scans) steps.push(await step(scan))
  for (const path of changed) {
    const history = histories.get(path)
    if (history !== undefined) queries.push(countQuery(part, path, history))
  }
  return { steps, queries, head }
}

export const openScanLog = (part: Part): ScanLog => {
  const waiting: Waiting[] = []
  let known: Head | undefined
  let working: Promise<void> | undefined

  /** Whoever else writes this log has taken the place of a scan: then all of them are judged and chained anew. */
  const written = async (scans: readonly NewScan[]): Promise<Step[]> => {
    for (let tries = 0; tries < mostTries; tries++) {
      const { steps, queries, head } = await openGroup(part, known ?? (await newestOf(part)), scans)
      try {
        if (queries.length > 0) await part.vault.batch(queries)
        known = head
        return steps
      } catch (error) {
        known = undefined
        if (!isConstraintError(error)) throw error
      }
    }
    throw new AppError('SERVER_BUSY')
  }

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const steps = await written(group.map(({ scan }) => scan))
      group.forEach(({ resolve, reject }, i) => {
        const step = steps[i]
        if (step !== undefined && 'counted' in step) resolve(step.counted)
        else reject(step?.refused ?? new AppError('INTERNAL'))
      })
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  const work = async (): Promise<void> => {
    while (waiting.length > 0) await writeGroup(waiting.splice(0, mostTogether))
    working = undefined
  }

  return {
    count: (scan) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) {
          reject(new AppError('SERVER_BUSY'))
          return
        }
        waiting.push({ scan, resolve, reject })
        working ??= work()
      }),
    close: () => working ?? Promise.resolve(),
  }
}
