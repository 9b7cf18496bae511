// Loaded before a program (`--import`): numbers every operation that changes a file, and kills, fails or records at a number.
// It stands between the program and Node's own file functions and SQLite, so that no write of the program can go round it.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What changes: `at` is the position of a write or the new length of a truncation. A recorder keeps these, one JSON line each. */
export type DiskOperation = {
  op: 'create' | 'write' | 'truncate' | 'sync' | 'rename' | 'remove' | 'mkdir' | 'sql'
  file: string
  at?: number
  data?: string
  to?: string
}

type Function_ = (...args: unknown[]) => unknown
const setting = (name: string): number => Number(process.env[name] ?? 0)
const [dieAt, failAt] = [setting('DISK_DIE_AT'), setting('DISK_FAIL_AT')]
const {
  DISK_ROOT: root = '',
  DISK_FAIL_CODE: failCode = 'EIO',
  DISK_POINTS: pointsFile,
  DISK_LOG: logFile,
} = process.env

const own = { append: fs.appendFileSync, exists: fs.existsSync, copy: fs.cpSync, read: fs.readFileSync }
const paths = new Map<number, string>()
let [points, operations, states] = [0, 0, 0]

const isOurs = (file: string): boolean => root !== '' && file.startsWith(root)
const named = (file: unknown): string => (typeof file === 'number' ? (paths.get(file) ?? '') : String(file))

/** A numbered point; the process ends here when it is the one asked for. */
const reach = (name: string): void => {
  points += 1
  if (pointsFile !== undefined) own.append(pointsFile, `${name}\n`)
  if (points === dieAt) process.kill(process.pid, 'SIGKILL')
}

const record = (operation: DiskOperation): void => {
  if (logFile === undefined) return
  own.append(logFile, `${JSON.stringify(operation)}\n`)
  if (operation.op !== 'sql' || !operation.to?.endsWith('COMMIT')) return
  // The state database as of this commit: what a power cut may leave of it is one of these or nothing.
  states += 1
  for (const suffix of ['', '-wal'])
    if (own.exists(operation.file + suffix)) own.copy(operation.file + suffix, `${logFile}.state-${states}${suffix}`)
}

const raise = (): never => {
  throw Object.assign(new Error(`${failCode}: injected`), { code: failCode })
}

/** Runs `act` between its two points. `half`, where given, does half of a write: the third point. */
const around = <T>(operation: DiskOperation, act: () => T, half?: () => void): T => {
  const name = `${operation.op} ${path.relative(root, operation.file)}`
  operations += 1
  reach(`before ${name}`)
  if (operations === failAt) {
    half?.()
    return raise()
  }
  if (half) {
    if (points + 1 === dieAt) half()
    reach(`amid ${name}`)
  }
  const result = act()
  record(operation)
  reach(`after ${name}`)
  return result
}

/** Puts `make(original)` in the place of a function of node:fs. */
const replace = (name: string, make: (original: Function_) => Function_): void => {
  const original = Reflect.get(fs, name) as Function_
  Reflect.set(fs, name, make(original))
}
const call = (original: Function_, args: readonly unknown[]): unknown => Reflect.apply(original, fs, [...args])

type Describe = (args: readonly unknown[]) => DiskOperation | undefined
type Half = (original: Function_, args: readonly unknown[]) => () => void

/** A synchronous function that changes what `describe` says, or nothing. */
const watch = (name: string, describe: Describe, half?: Half): void =>
  replace(name, (original) => (...args) => {
    const operation = describe(args)
    if (operation === undefined || !isOurs(operation.file)) return call(original, args)
    return around(operation, () => call(original, args), half?.(original, args))
  })

const bytesOf = (data: unknown): Buffer =>
  typeof data === 'string' ? Buffer.from(data) : Buffer.from(data as Uint8Array)

const isCreating = (flags: unknown): boolean =>
  typeof flags === 'string' ? /[wa]/.test(flags) : (Number(flags) & fs.constants.O_CREAT) !== 0

replace('openSync', (original) => (...args) => {
  const [file, flags = 'r'] = args
  const target = named(file)
  const open = (): number => call(original, args) as number
  const makes = isOurs(target) && isCreating(flags) && !own.exists(target)
  const fd = makes ? around({ op: 'create', file: target }, open) : open()
  paths.set(fd, target)
  return fd
})

const joined = (args: readonly unknown[]): Buffer => Buffer.concat((args[1] as Uint8Array[]).map(bytesOf))
const part = (args: readonly unknown[]): Buffer => {
  const [, data, offset = 0, length] = args as [number, Uint8Array, number?, number?]
  return bytesOf(data).subarray(offset, length === undefined ? undefined : offset + length)
}
const writeSync = Reflect.get(fs, 'writeSync') as Function_
const halfOf = (args: readonly unknown[], data: Buffer, at: unknown) => (): void =>
  void call(writeSync, [args[0], data, 0, Math.floor(data.length / 2), at])
const write = (file: string, data: Buffer, at: unknown): DiskOperation => ({
  ...{ op: 'write', file, data: data.toString('base64') },
  at: typeof at === 'number' ? at : 0,
})

watch(
  'writevSync',
  (args) => write(named(args[0]), joined(args), args[2]),
  (_original, args) => halfOf(args, joined(args), args[2]),
)
watch(
  'writeSync',
  (args) => write(named(args[0]), part(args), args[4]),
  (_original, args) => halfOf(args, part(args), args[4]),
)
watch('writeFileSync', ([file, data]) => write(named(file), bytesOf(data), 0))
watch('ftruncateSync', ([fd, at]) => ({ op: 'truncate', file: named(fd), at: Number(at ?? 0) }))
watch('fsyncSync', ([fd]) => ({ op: 'sync', file: named(fd) }))
watch('fdatasyncSync', ([fd]) => ({ op: 'sync', file: named(fd) }))
watch('renameSync', ([from, to]) => ({ op: 'rename', file: named(from), to: named(to) }))
for (const name of ['rmSync', 'unlinkSync'])
  watch(name, ([file]) => (own.exists(named(file)) ? { op: 'remove', file: named(file) } : undefined))

/** Each missing folder is an operation of its own. */
const makeFolders = (folder: string, make: (folder: string) => unknown): string | undefined => {
  if (own.exists(folder)) return undefined
  const above = makeFolders(path.dirname(folder), make)
  around({ op: 'mkdir', file: folder }, () => make(folder))
  return above ?? folder
}
replace('mkdirSync', (original) => (...args) => {
  const [folder, options] = args as [string, { mode?: number } | undefined]
  if (!isOurs(folder)) return call(original, args)
  return makeFolders(folder, (one) => call(original, [one, { mode: options?.mode }]))
})

for (const name of ['fdatasync', 'fsync']) {
  replace(name, (original) => (...args) => {
    const [fd, done] = args as [number, (error: Error | null) => void]
    const operation: DiskOperation = { op: 'sync', file: named(fd) }
    const label = `sync ${path.relative(root, operation.file)}`
    operations += 1
    reach(`before ${label}`)
    if (operations === failAt) {
      process.nextTick(done, Object.assign(new Error(`${failCode}: injected`), { code: failCode }))
      return undefined
    }
    return call(original, [
      fd,
      (error: Error | null) => {
        record(operation)
        reach(`after ${label}`)
        done(error)
      },
    ])
  })
}

const exec: (this: DatabaseSync, sql: string) => void = Reflect.get(DatabaseSync.prototype, 'exec')
DatabaseSync.prototype.exec = function watched(this: DatabaseSync, sql: string): void {
  const file = this.location() ?? ''
  const act = (): void => exec.call(this, sql)
  if (isOurs(file) && !sql.startsWith('PRAGMA')) around({ op: 'sql', file, to: sql.trim() }, act)
  else act()
}

syncBuiltinESMExports()
