// `pnpm start [--https]`: builds the pages when they changed, starts the door, seeds the demo into an empty one, says where to go.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { buildTarget } from './build/build-target.ts'
import { followLauncher } from './process/follow-launcher.ts'
import { cleanEnv, runNode } from './process/run-node.ts'
import { root } from './root.ts'

/** What bff/src/main.ts tells its parent once it serves. */
type Ready = { url: string; publicUrl: string; dataDir: string; keyDir: string; demo: boolean }

const flags = process.argv.slice(2)
const unknown = flags.find((flag) => flag !== '--https')
if (unknown !== undefined) {
  console.error(`没有这个选项 · unknown option ${unknown}; there is --https`)
  process.exit(1)
}

const startDoor = (): ChildProcess => {
  const https = flags.includes('--https') ? { HTTPS: 'self-signed' } : {}
  const env = { LOG_LEVEL: 'warn', DEMO: 'on', ...cleanEnv(), ...https }
  return spawn(process.execPath, ['bff/src/main.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** Undefined when the door ended before it served; it has said why. */
const ready = (door: ChildProcess): Promise<Ready | undefined> =>
  new Promise((resolve) => {
    door.once('message', (message) => {
      resolve((message as { ready: Ready }).ready)
    })
    door.once('exit', () => {
      resolve(undefined)
    })
  })

/** A signal is handed to the door, which ends what it has acknowledged; this process ends with it and its exit code. */
const endWith = (door: ChildProcess): void => {
  const stop = (signal: NodeJS.Signals): void => {
    door.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  followLauncher(() => {
    stop('SIGTERM')
  })
  door.once('exit', (code) => {
    process.exit(code ?? 1)
  })
}

try {
  await buildTarget('h5')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
const door = startDoor()
endWith(door)
const where = await ready(door)
if (where !== undefined) {
  const { url, publicUrl, dataDir, keyDir } = where
  const trust = url.startsWith('https:') ? { NODE_EXTRA_CA_CERTS: path.join(keyDir, 'tls.crt') } : {}
  const env = cleanEnv(trust)
  await runNode(['demo/src/main.ts', url, publicUrl, dataDir, keyDir, String(where.demo)], { cwd: root, env })
}
