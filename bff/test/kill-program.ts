// For the kill test: the program as a child process over folders that outlive it; started, killed at a moment, stopped.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { quickStart } from './quick-start.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const verifyEntry = fileURLToPath(new URL('../src/verify.ts', import.meta.url))

/** `env`: settings besides the usual ones. */
export type Home = {
  folder: string
  dataDir: string
  keyDir: string
  port: number
  url: string
  env: Record<string, string>
}

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, '127.0.0.1')
  const free = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false)
  server.close()
  return free
}

/**
 * The same port for every start, below those that the system gives to outgoing connections (32768 and up): otherwise a client
 * that knocks while nobody listens could be given the very port and speak to itself.
 */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

export const newHome = async (env: Record<string, string> = {}): Promise<Home> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-kill-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  return { folder, dataDir: path.join(folder, 'data'), keyDir: path.join(folder, 'keys'), port, url, env }
}

export const removeHome = ({ folder }: Home): void => rmSync(folder, { recursive: true, force: true })

const settingsOf = ({ dataDir, keyDir, port, env }: Home): Record<string, string> => ({
  PORT: String(port),
  HOST: '127.0.0.1',
  DATA_DIR: dataDir,
  KEY_DIR: keyDir,
  RATE_FACTOR: '10000',
  LOG_LEVEL: 'silent',
  ...quickStart,
  ...env,
})

export type Program = {
  child: ChildProcess
  /** Resolves when it serves; rejects with what it said when it ends before. */
  ready: Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  kill: () => Promise<void>
  /** SIGTERM; resolves to the exit code. */
  stop: () => Promise<number | null>
}

export const startProgram = (home: Home): Program => {
  const child = spawn(process.execPath, [main], { env: settingsOf(home), stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('close', () => reject(new Error(`the server ended before it served: ${said}`)))
  })
  // One that is killed while it starts is never ready, and nobody waits for it.
  ready.catch(() => undefined)
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    return ended
  }
  return {
    child,
    ready,
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

/** `pnpm verify` over the folders of a stopped server. */
export const verifyHome = async ({ dataDir, keyDir }: Home): Promise<{ code: number | null; said: string }> => {
  const env = { ...quickStart, DATA_DIR: dataDir, KEY_DIR: keyDir }
  const child = spawn(process.execPath, [verifyEntry], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}
