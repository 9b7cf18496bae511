// Runs a service's program in a temporary folder until it is stopped.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cleanEnv } from '../process/run-node.ts'

export type Owner = { uid: number; gid: number }

export type Daemon = { stop: () => Promise<void> }

/** A new folder below the system's temporary folder. */
export const temporaryFolder = (name: string): string => mkdtempSync(path.join(tmpdir(), `ectrace-${name}-`))

/** Starts `program`; `stop` ends it, kills it after 5 s, and removes `folder`. It also ends when this process does. */
export const startDaemon = (program: string, args: readonly string[], folder: string, owner?: Owner): Daemon => {
  const child = spawn(program, args, { cwd: folder, env: cleanEnv(), stdio: 'ignore', ...owner })
  const ended = once(child, 'close').catch(() => undefined)
  const kill = (): void => {
    child.kill('SIGKILL')
  }
  process.on('exit', kill)
  const stop = async (): Promise<void> => {
    const timer = setTimeout(kill, 5000)
    child.kill('SIGTERM')
    await ended
    clearTimeout(timer)
    process.off('exit', kill)
    rmSync(folder, { recursive: true, force: true })
  }
  return { stop }
}
