// How much a fault test does, a sample in CI or everything (FAULTS=full, `pnpm test:faults`), and the line that it leaves for the report.
import { appendFileSync } from 'node:fs'

const isFull = process.env.FAULTS === 'full'

export const counts = <T>({ ci, full }: { ci: T; full: T }): T => (isFull ? full : ci)

/** Milliseconds that a test may take. */
export const patience = counts({ ci: 120_000, full: 3_600_000 })

/** Every item when all are wanted, else `ci` of them, the same ones each time, spread over the whole. */
export const sample = <T>(items: readonly T[], ci: number): T[] => {
  const most = counts({ ci, full: items.length })
  if (most >= items.length) return [...items]
  const step = (items.length - 1) / Math.max(1, most - 1)
  return Array.from({ length: most }, (_, i) => items[Math.round((most === 1 ? 0.5 : i) * step)] as T)
}

/** The figure at `share` (0 to 1) of the sorted figures, to a tenth. */
export const quantile = (figures: readonly number[], share: number): number => {
  const sorted = [...figures].sort((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 10) / 10
}

/** Leaves the figures of a row of the fault list (0: a promise of load that has no row): in the test's output, and in the file of a full run. */
export const report = (row: number, fault: string, figures: Record<string, unknown>): void => {
  const line = JSON.stringify({ row, fault, ...figures })
  console.log(`FAULT ${line}`)
  const file = process.env.FAULTS_REPORT
  if (file !== undefined) appendFileSync(file, `${line}\n`)
}
