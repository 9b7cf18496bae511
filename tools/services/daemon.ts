// Runs a service's program in a temporary folder until it is stopped; it may be killed and started again in between.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cleanEnv } from '../process/run-node.ts'

export type Owner = { uid: number; gid: number }

export type Daemon = {
  stop: () => Promise<void>
  /** Ends it without a farewell; resolves when the process is gone. */
  kill: (signal?: NodeJS.Signals) => Promise<void>
  /** The same program once more, after `kill`. */
  start: () => void
}

/** A new folder below the system's temporary folder. */
export const temporaryFolder = (name: string): string => mkdtempSync(path.join(tmpdir(), `ectrace-${name}-`))

/** Starts `program`; `stop` ends it, kills it after 5 s, and removes `folder`. It also ends when this process does. */
export const startDaemon = (program: string, args: readonly string[], folder: string, owner?: Owner): Daemon => {
  const run = () => {
    const child = spawn(program, args, { cwd: folder, env: cleanEnv(), stdio: 'ignore', ...owner })
    return { child, ended: once(child, 'close').catch(() => undefined) }
  }
  let running = run()
  const signal = (name: NodeJS.Signals): void => {
    running.child.kill(name)
  }
  const killNow = (): void => signal('SIGKILL')
  process.on('exit', killNow)
  return {
    start: () => {
      running = run()
    },
    kill: async (name = 'SIGKILL') => {
      signal(name)
      await running.ended
    },
    stop: async () => {
      const timer = setTimeout(killNow, 5000)
      signal('SIGTERM')
      await running.ended
      clearTimeout(timer)
      process.off('exit', killNow)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts it again, until it answers. */
export const startAgain = (daemon: Daemon, answers: () => Promise<boolean>) => async (): Promise<void> => {
  daemon.start()
  if (!(await answers())) throw new Error('a service that was started again does not answer')
}
