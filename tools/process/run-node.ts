// Starts a program in its own process group, waits for it, and never leaves it behind.
import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'

export type RunOptions = {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Collect stdout and stderr instead of passing them through. */
  capture?: boolean
  /** After this many milliseconds the whole group is killed. */
  timeLimit?: number
  /** Hears each message that the program sends to its parent, with a way to answer. */
  onMessage?: (message: unknown, answer: (message: object) => void) => void
}

/** `code` is null when a signal ended the process; `output` is empty unless captured. */
export type RunResult = { code: number | null; output: string; seconds: number; timedOut: boolean }

const running = new Set<ChildProcess>()

const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    child.kill(signal)
  }
}

/** Kills every program that is still running here; for signal handlers and the end of a command. */
export const killAll = (): void => {
  for (const child of running) killGroup(child, 'SIGKILL')
}

/**
 * The environment for children: no NODE_PATH, because pnpm's node shim sets one that lets undeclared dependencies resolve here
 * and fail elsewhere. `remove` names further variables to leave out.
 */
export const cleanEnv = (extra: NodeJS.ProcessEnv = {}, remove: readonly string[] = []): NodeJS.ProcessEnv => {
  const left = Object.entries(process.env).filter(([name]) => name !== 'NODE_PATH' && !remove.includes(name))
  return { ...Object.fromEntries(left), ...extra }
}

const stdioFor = ({ capture, onMessage }: RunOptions): StdioOptions => {
  const outputs = capture ? (['pipe', 'pipe'] as const) : (['inherit', 'inherit'] as const)
  return ['ignore', ...outputs, ...(onMessage === undefined ? [] : (['ipc'] as const))]
}

/** What is said to a program that has just ended is lost. */
const answerTo =
  (child: ChildProcess) =>
  (message: object): void => {
    if (child.connected) child.send(message, () => undefined)
  }

/** Runs a program to its end. Resolves whatever its exit code is; rejects only when it cannot be started. */
const runProgram = (program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? cleanEnv(),
      stdio: stdioFor(options),
      // Its own group, so that workers and browsers that it started go down with it.
      detached: true,
    })
    running.add(child)
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
    const { onMessage } = options
    if (onMessage !== undefined) child.on('message', (message) => onMessage(message, answerTo(child)))
    let timedOut = false
    const timer = options.timeLimit === undefined ? undefined : setTimeout(onLimit, options.timeLimit)
    function onLimit(): void {
      timedOut = true
      killGroup(child, 'SIGKILL')
    }
    child.once('error', (error) => {
      running.delete(child)
      clearTimeout(timer)
      reject(error)
    })
    child.once('close', (code) => {
      running.delete(child)
      clearTimeout(timer)
      const seconds = (performance.now() - started) / 1000
      resolve({ code, output: Buffer.concat(chunks).toString('utf8'), seconds, timedOut })
    })
  })

/** Runs a script with the Node that runs us: the name `node` may be another version, or a shim that swallows signals. */
export const runNode = (args: readonly string[], options: RunOptions = {}): Promise<RunResult> =>
  runProgram(process.execPath, args, options)
