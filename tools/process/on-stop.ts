// Ends a command with everything that it started, on Ctrl-C, on SIGTERM and when its launcher is gone.
import { followLauncher } from './follow-launcher.ts'
import { killAll } from './run-node.ts'

/** Call once at the start of a command; `cleanUp` runs (synchronously or not) after the children were killed. */
export const onStop = (cleanUp: () => void | Promise<void> = () => undefined): void => {
  let stopping = false
  const stop = async (code: number): Promise<void> => {
    if (stopping) return
    stopping = true
    killAll()
    try {
      await cleanUp()
    } finally {
      process.exit(code)
    }
  }
  // 128 + signal number, as shells report it.
  process.on('SIGINT', () => void stop(130))
  process.on('SIGTERM', () => void stop(143))
  process.on('SIGHUP', () => void stop(129))
  process.on('exit', killAll)
  followLauncher(() => void stop(143))
}
