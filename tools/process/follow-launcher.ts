// Notices that the npx or pnpm that started us is gone: neither passes SIGTERM on through the shells and shims in between.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

type Ancestor = { pid: number; parent: number; command: string[] }

/** A process as Linux's /proc shows it; in `stat` the name stands in parentheses and may hold blanks (proc(5)). */
const readProcess = (pid: number): Ancestor | undefined => {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    return { pid, parent, command: readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0') }
  } catch {
    return undefined
  }
}

const managers = /^(npm|npx|pnpm|corepack)([-.](cli|js|cjs|mjs))*$/

/** npm writes its title over its arguments ("npm exec pnpm@10 start"), pnpm shows the path of its script. */
const isPackageManager = ({ command }: Ancestor): boolean =>
  /^(npm|pnpm) /.test(command[0] ?? '') || command.slice(0, 2).some((part) => managers.test(path.basename(part)))

/** A shim's process is called `node`, but its command begins with /bin/sh. */
const isShell = ({ command }: Ancestor): boolean =>
  /^-?(sh|dash|bash|zsh|busybox)$/.test(path.basename(command[0] ?? ''))

/** The package managers above us, up to the first process that is neither one of them nor a shell. */
const launchers = (): number[] => {
  const found: number[] = []
  for (let at = readProcess(process.ppid); at !== undefined; at = readProcess(at.parent)) {
    if (isShell(at)) continue
    if (!isPackageManager(at)) break
    found.push(at.pid)
  }
  return found
}

/**
 * Calls `onGone` once, within half a second, when a package manager that runs this script has ended. Does nothing when there is
 * none or no /proc, and does not keep the process alive.
 */
export const followLauncher = (onGone: () => void): void => {
  const watched = launchers()
  if (watched.length === 0) return
  const timer = setInterval(() => {
    if (watched.every((pid) => existsSync(`/proc/${String(pid)}`))) return
    clearInterval(timer)
    onGone()
  }, 500)
  timer.unref()
}
