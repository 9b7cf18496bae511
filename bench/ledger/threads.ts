// Processor time by thread, from Linux: what the ledger's own thread spends apart from OpenSSL's and the driver's.
import { readdirSync, readFileSync } from 'node:fs'

/** Seconds. `ledger`: the ledger's thread; `driver`: the main thread; `pool`: where signatures are checked and files are synced, the state's too. */
export type ThreadSeconds = { ledger: number; driver: number; pool: number; other: number }

const parts: readonly (readonly [beginning: string, part: keyof ThreadSeconds])[] = [
  ['ledger', 'ledger'],
  ['MainThread', 'driver'],
  ['signatures', 'pool'],
  ['carry', 'pool'],
  ['libuv-worker', 'pool'],
]
const partOf = (name: string): keyof ThreadSeconds =>
  parts.find(([beginning]) => name.startsWith(beginning))?.[1] ?? 'other'

const tasks = '/proc/self/task'
const read = (task: string, file: string): string => readFileSync(`${tasks}/${task}/${file}`, 'utf8').trim()

/** Time spent so far, all zero where there is no /proc. */
export const threadSeconds = (): ThreadSeconds => {
  const spent: ThreadSeconds = { ledger: 0, driver: 0, pool: 0, other: 0 }
  if (process.platform !== 'linux') return spent
  for (const task of readdirSync(tasks)) {
    try {
      const [nanoseconds = '0'] = read(task, 'schedstat').split(' ')
      spent[partOf(read(task, 'comm'))] += Number(nanoseconds) / 1e9
    } catch {
      // A thread may end between being listed and being read.
    }
  }
  return spent
}
