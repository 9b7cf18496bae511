// Tells whether a process is still the one that was started: a number alone may belong to another program by now.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What was kept when a part was started: `identity` is its start time and command, as the system shows them. */
export type ProcessRecord = { pid: number; identity: string }

/**
 * State and start time out of /proc/PID/stat (proc(5), fields 3 and 22); the name stands in parentheses and may hold blanks.
 * Undefined for a process that has ended and only waits to be collected.
 */
export const startTimeIn = (stat: string): string | undefined => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

const fromProc = (pid: number): string | undefined => {
  const started = startTimeIn(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  if (started === undefined) return undefined
  return `${started} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trimEnd()}`
}

const fromPs = (pid: number): string | undefined => {
  const line = execFileSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
  return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim()
}

/** Start time and command of a running process, undefined when there is none with this number. */
export const processIdentity = (pid: number): string | undefined => {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
  } catch {
    return undefined
  }
}

/** Whether the recorded process runs still. */
export const isSame = ({ pid, identity }: ProcessRecord): boolean => processIdentity(pid) === identity
