// The server under measure: the real program in a process of its own, over a new folder, with its default settings but for the limits.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
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
}

export type Server = {
  url: string
  setupToken: string
  folder: string
  meter: () => Promise<Meter>
  /** Stops it and takes the folder away. */
  end: () => Promise<void>
}

const entry = fileURLToPath(import.meta.resolve('@ectrace/bff/main'))

type Ready = { ready: { url: string } }

const metric = (text: string, name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])

/** `parent`: the folder in which data and keys are kept; its file system is what is measured. */
export const startServer = async (parent: string): Promise<Server> => {
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
  // The log is made as always, and thrown away.
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
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
      return { size, height, cpuSeconds: metric(text, 'ectrace_process_cpu_seconds_total') }
    },
    end: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
