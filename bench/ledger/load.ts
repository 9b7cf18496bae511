// Keeps a number of submissions in flight until all are answered, and asks for a state value now and then beside them.
import type { Ledger, Submission } from '@ectrace/shared/ledger/ledger'
import { threadSeconds } from './threads.ts'
import type { ThreadSeconds } from './threads.ts'

/** Latencies in milliseconds, ascending; `threads`: processor seconds. */
export type Load = {
  seconds: number
  latencies: number[]
  readLatencies: number[]
  failures: Record<string, number>
  blocks: number
  threads: ThreadSeconds
}

const readEveryMs = 5

const ascending = (values: number[]): number[] => values.sort((a, b) => a - b)

const timed = async (into: number[], act: () => Promise<unknown>): Promise<void> => {
  const started = performance.now()
  await act()
  into.push(performance.now() - started)
}

const spentSince = (before: ThreadSeconds): ThreadSeconds => {
  const now = threadSeconds()
  return {
    ledger: now.ledger - before.ledger,
    driver: now.driver - before.driver,
    pool: now.pool - before.pool,
    other: now.other - before.other,
  }
}

/** Submits all of `submissions`, `inFlight` at a time; every few milliseconds one of `keys` is read. */
export const load = async (
  ledger: Ledger,
  submissions: readonly Submission[],
  keys: readonly string[],
  inFlight: number,
): Promise<Load> => {
  const latencies: number[] = []
  const readLatencies: number[] = []
  const failures: Record<string, number> = {}
  let next = 0
  let reads = 0
  const lane = async (): Promise<void> => {
    for (let submission = submissions[next++]; submission !== undefined; submission = submissions[next++]) {
      const given = submission
      await timed(latencies, () => ledger.submit(given)).catch((error: unknown) => {
        const code = String((error as { code?: unknown }).code ?? error)
        failures[code] = (failures[code] ?? 0) + 1
      })
    }
  }
  const { height } = await ledger.log()
  const asking: Promise<void>[] = []
  const [before, started] = [threadSeconds(), performance.now()]
  const timer = setInterval(() => {
    const key = keys[reads++ % keys.length] ?? ''
    asking.push(timed(readLatencies, () => ledger.read(key)))
  }, readEveryMs)
  await Promise.all(Array.from({ length: inFlight }, lane))
  const seconds = (performance.now() - started) / 1_000
  const threads = spentSince(before)
  clearInterval(timer)
  await Promise.all(asking)
  const blocks = (await ledger.log()).height - height
  return {
    seconds,
    latencies: ascending(latencies),
    readLatencies: ascending(readLatencies),
    failures,
    blocks,
    threads,
  }
}
