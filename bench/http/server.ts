// The server under measure: the real program in a process of its own, over a new folder, with its default settings but for the limits.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { createClient } from '@ectrace/sdk/client'

export type Meter = {
  /** Transactions and blocks on chain. */
  size: number
  height: number
  /** Processor time of the server's process so far, all threads. */
  cpuSeconds: number
  /** The same by thread, as they are named; empty where there is no /proc. `MainThread` answers HTTP. */
  threads: Readonly<Record<string, number>>
  /** How late the event loop of the HTTP thread was since the last look, 99 of 100 times less. */
  loopDelayP99Ms: number
}

export type Server = {
  url: string
  setupToken: string
  folder: string
  meter: () => Promise<Meter>
  /** Most memory that the server's process has had so far, in megabytes; 0 where there is no /proc. */
  peakMb: () => Promise<number>
  /** Stops it and takes the folder away. */
  end: () => Promise<void>
}

const entry = fileURLToPath(import.meta.resolve('@ectrace/bff/main'))

type Ready = { ready: { url: string } }

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').then((text) => text.trim())

const threadsOf = async (process: number | undefined): Promise<Record<string, number>> => {
  const spent: Record<string, number> = {}
  const folder = `/proc/${String(process)}/task`
  const tasks = await readdir(folder).catch(() => [])
  for (const task of tasks) {
    // A thread may end between being listed and being read.
    const name = await textOf(`${folder}/${task}/comm`).catch(() => '')
    const [nanoseconds = '0'] = (await textOf(`${folder}/${task}/schedstat`).catch(() => '0')).split(' ')
    spent[name] = (spent[name] ?? 0) + Number(nanoseconds) / 1e9
  }
  return spent
}

const metric = (text: string, name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])

/**
 * `parent`: the folder in which data and keys are kept; its file system is what is measured. `profiles`: where a profile of each
 * thread's processor time goes, which costs some of it.
 */
export const startServer = async (parent: string, profiles?: string): Promise<Server> => {
  const folder = await mkdtemp(path.join(parent, 'ectrace-bench-'))
  const keyDir = path.join(folder, 'keys')
  const env = {
    NODE_ENV: 'production',
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: path.join(folder, 'data'),
    KEY_DIR: keyDir,
    RATE_FACTOR: '100000',
  }
  const profile = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]
  // The log is made as always, and thrown away.
  const child = spawn(process.execPath, [...profile, entry], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const first = (await Promise.race([once(child, 'message'), ended.then(() => undefined)])) as [Ready] | undefined
  if (first === undefined) throw new Error('the server did not start')
  const { url } = first[0].ready
  const reader = createClient({ url })
  return {
    url,
    folder,
    setupToken: (await readFile(path.join(keyDir, 'setup-token'), 'utf8')).trim(),
    meter: async () => {
      const { size, height } = await reader.call(endpoints.log, {})
      const text = await (await fetch(`${url}/metrics`)).text()
      return {
        size,
        height,
        cpuSeconds: metric(text, 'ectrace_process_cpu_seconds_total'),
        threads: await threadsOf(child.pid),
        loopDelayP99Ms: metric(text, 'ectrace_event_loop_delay_p99_seconds') * 1_000,
      }
    },
    peakMb: async () => {
      const status = await textOf(`/proc/${String(child.pid)}/status`).catch(() => '')
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024
    },
    end: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
