// Processor time by thread, from Linux: what the ledger's own thread spends apart from OpenSSL's and the driver's.
import { readdirSync, readFileSync } from 'node:fs'

/** Seconds. `ledger`: the ledger's thread; `driver`: the main thread; `pool`: libuv's, where signatures are verified and files synced. */
export type ThreadSeconds = { ledger: number; driver: number; pool: number; other: number }

const partOf: Readonly<Record<string, keyof ThreadSeconds>> = {
  ledger: 'ledger',
  MainThread: 'driver',
  'libuv-worker': 'pool',
}

const tasks = '/proc/self/task'
const read = (task: string, file: string): string => readFileSync(`${tasks}/${task}/${file}`, 'utf8').trim()

/** Time spent so far, all zero where there is no /proc. */
export const threadSeconds = (): ThreadSeconds => {
  const spent: ThreadSeconds = { ledger: 0, driver: 0, pool: 0, other: 0 }
  if (process.platform !== 'linux') return spent
  for (const task of readdirSync(tasks)) {
    try {
      const [nanoseconds = '0'] = read(task, 'schedstat').split(' ')
      spent[partOf[read(task, 'comm')] ?? 'other'] += Number(nanoseconds) / 1e9
    } catch {
      // A thread may end between being listed and being read.
    }
  }
  return spent
}
