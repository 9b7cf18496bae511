// One process of the network: started with its log and its record in the folder, found again by another command, ended for sure.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { waitUntil } from '../../tools/services/service.ts'
import { endWithUs } from './end-with-us.ts'
import { FabricFault } from './fault.ts'
import { writeJson } from './folder.ts'
import { accepts, isFree } from './ports.ts'
import { isSame, processIdentity } from './process-identity.ts'
import type { ProcessRecord } from './process-identity.ts'

/** How a part is started; `record` and `log` are files, `folder` becomes its working directory. */
export type PartSpec = {
  name: string
  program: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  ports: readonly number[]
  folder: string
  log: string
  record: string
}

export type Part = {
  readonly name: string
  readonly log: string
  /** Undefined while it does not run. */
  readonly pid: number | undefined
  /** Ready when it accepts connections. Does nothing when it runs. Throws FABRIC_PORT_TAKEN, FABRIC_PART_ENDED, FABRIC_TIMED_OUT. */
  start: () => Promise<void>
  /** SIGTERM, and after ten seconds SIGKILL; resolves when the process is gone. */
  stop: () => Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  kill: () => Promise<void>
}

const secondsToStart = 60
const secondsToStop = 10

/** The end of a log, for the message about a step that failed. */
export const lastLines = (log: string, count = 12): string => {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  } catch {
    return '(no log)'
  }
}

/** What the record of a part says, undefined when there is none. */
export const readRecord = (file: string): ProcessRecord | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord
  } catch {
    return undefined
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const isGone = (record: ProcessRecord) => (): Promise<boolean> => Promise.resolve(!isSame(record))

/**
 * Ends the recorded process if it is still the same one; `graceful` asks first. Its ports are free afterwards: the last threads
 * of a killed program may hold them a moment longer than it is listed.
 */
export const endRecorded = async (
  { name, record: file, ports }: Pick<PartSpec, 'name' | 'record' | 'ports'>,
  graceful: boolean,
): Promise<void> => {
  const record = readRecord(file)
  if (record && isSame(record)) {
    if (graceful) signal(record.pid, 'SIGTERM')
    if (!graceful || !(await waitUntil(isGone(record), secondsToStop))) {
      signal(record.pid, 'SIGKILL')
      if (!(await waitUntil(isGone(record), secondsToStop))) {
        throw new FabricFault('FABRIC_TIMED_OUT', `${name} (process ${record.pid}) does not end after SIGKILL`)
      }
    }
    await waitUntil(async () => (await Promise.all(ports.map(isFree))).every(Boolean), secondsToStop)
  }
  rmSync(file, { force: true })
}

const launch = (spec: PartSpec, detached: boolean): ProcessRecord => {
  mkdirSync(spec.folder, { recursive: true })
  mkdirSync(path.dirname(spec.log), { recursive: true })
  const log = openSync(spec.log, 'a')
  const child = spawn(spec.program, spec.args, {
    cwd: spec.folder,
    env: { ...spec.env },
    stdio: ['ignore', log, log],
    detached,
  })
  closeSync(log)
  // A program that cannot be started has no number; the event would otherwise end this process.
  child.once('error', () => undefined)
  child.unref()
  const { pid } = child
  const identity = pid === undefined ? undefined : processIdentity(pid)
  if (pid === undefined || identity === undefined) {
    throw new FabricFault(
      'FABRIC_PART_ENDED',
      `${spec.name} could not be started: ${spec.program}\n${lastLines(spec.log)}`,
    )
  }
  const record = { pid, identity }
  writeJson(spec.record, record)
  if (!detached) endWithUs(record)
  return record
}

const waitForPorts = async ({ name, ports, log }: PartSpec, record: ProcessRecord): Promise<void> => {
  const ready = async (): Promise<boolean> => {
    if (!isSame(record))
      throw new FabricFault('FABRIC_PART_ENDED', `${name} ended while it started; its log:\n${lastLines(log)}`)
    return (await Promise.all(ports.map(accepts))).every(Boolean)
  }
  if (await waitUntil(ready, secondsToStart)) return
  const message = `${name} does not answer on ${ports.join(', ')} after ${secondsToStart} s; its log:\n${lastLines(log)}`
  throw new FabricFault('FABRIC_TIMED_OUT', message)
}

/** A part that may run already, started here or by another command. Detached parts outlive this process, others do not. */
export const createPart = (spec: PartSpec, detached: boolean): Part => {
  const running = (): ProcessRecord | undefined => {
    const record = readRecord(spec.record)
    return record && isSame(record) ? record : undefined
  }
  const start = async (): Promise<void> => {
    const already = running()
    if (already) return waitForPorts(spec, already)
    const free = await Promise.all(spec.ports.map(isFree))
    const taken = spec.ports.filter((_, at) => free[at] === false)
    if (taken.length > 0) {
      const message = `another program holds port ${taken.join(', ')} of 127.0.0.1, which ${spec.name} needs`
      throw new FabricFault('FABRIC_PORT_TAKEN', message)
    }
    return waitForPorts(spec, launch(spec, detached))
  }
  return {
    name: spec.name,
    log: spec.log,
    get pid() {
      return running()?.pid
    },
    start,
    stop: () => endRecorded(spec, true),
    kill: () => endRecorded(spec, false),
  }
}
