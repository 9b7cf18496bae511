// What a power cut may leave of a recorded run: names and bytes that were not synced may be there, missing, partly there or zero.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { sha256Hex } from '../../src/ledger/embedded/digest.ts'
import type { DiskOperation } from './disk-shim.ts'

type Change = { at: number; data: Buffer } | { length: number }
type Inode = { durable: Buffer; pending: Change[] }
type Named = Inode | 'folder' | undefined
/** One change of a folder: a rename sets two names at once. */
type Naming = { folder: string; names: [path: string, what: Named][] }

/** A disk on its way: what is durable, and what was done since and not synced. `states` counts commits of the state database. */
export type Disk = { durable: Map<string, Named>; now: Map<string, Named>; pending: Naming[]; states: number }

export const emptyDisk = (root: string): Disk => ({
  durable: new Map([[root, 'folder']]),
  now: new Map([[root, 'folder']]),
  pending: [],
  states: 0,
})

const resized = (bytes: Buffer, length: number): Buffer => {
  const grown = Buffer.alloc(length)
  bytes.copy(grown, 0, 0, Math.min(length, bytes.length))
  return grown
}

const changed = (bytes: Buffer, change: Change): Buffer => {
  if ('length' in change) return resized(bytes, change.length)
  const result = resized(bytes, Math.max(bytes.length, change.at + change.data.length))
  change.data.copy(result, change.at)
  return result
}
const afterAll = (bytes: Buffer, changes: readonly Change[]): Buffer => changes.reduce(changed, bytes)

const fileAt = (disk: Disk, file: string): Inode => {
  const found = disk.now.get(file)
  if (found === undefined || found === 'folder') throw new Error(`no file ${file}`)
  return found
}

const name = (disk: Disk, names: [string, Named][]): void => {
  const [[first] = ['']] = names
  for (const [at, what] of names) disk.now.set(at, what)
  disk.pending.push({ folder: path.dirname(first), names })
}

const syncName = (disk: Disk, file: string): void => {
  if (disk.now.get(file) !== 'folder') {
    const inode = fileAt(disk, file)
    inode.durable = afterAll(inode.durable, inode.pending)
    inode.pending = []
    return
  }
  for (const { names } of disk.pending.filter(({ folder }) => folder === file))
    for (const [at, what] of names) disk.durable.set(at, what)
  disk.pending = disk.pending.filter(({ folder }) => folder !== file)
}

/** SQLite's own files are not in the record: what is left of the state database is one of its commits. */
const isState = (file: string): boolean => /(state\.db|LOCK)(-\w+)?$/.test(file)

type Operate = (disk: Disk, operation: DiskOperation) => void
const operations: Record<DiskOperation['op'], Operate> = {
  sql: (disk, { to }) => void (disk.states += to?.endsWith('COMMIT') === true ? 1 : 0),
  mkdir: (disk, { file }) => name(disk, [[file, 'folder']]),
  create: (disk, { file }) => name(disk, [[file, { durable: Buffer.alloc(0), pending: [] }]]),
  remove: (disk, { file }) => name(disk, [[file, undefined]]),
  sync: (disk, { file }) => syncName(disk, file),
  write: (disk, { file, at = 0, data = '' }) =>
    void fileAt(disk, file).pending.push({ at, data: Buffer.from(data, 'base64') }),
  truncate: (disk, { file, at = 0 }) => void fileAt(disk, file).pending.push({ length: at }),
  rename: (disk, { file, to = '' }) =>
    name(disk, [
      [to, disk.now.get(file)],
      [file, undefined],
    ]),
}

export const operate: Operate = (disk, operation) => {
  if (operation.op === 'sql' || !isState(operation.file)) operations[operation.op](disk, operation)
}

/** How much of the bytes that were not synced a power cut leaves. */
const leavings: ((inode: Inode) => Buffer)[] = [
  ({ durable, pending }) => afterAll(durable, pending),
  ({ durable }) => durable,
  // The last one came before all the others.
  ({ durable, pending }) => afterAll(durable, pending.slice(-1)),
  ({ durable, pending }) => tornLast(durable, pending, (data, half) => data.subarray(0, half)),
  // The later sectors came before the earlier ones.
  ({ durable, pending }) => tornLast(durable, pending, (data, half) => data.subarray(half)),
  // The length is there and the bytes are not.
  ({ durable, pending }) => resized(durable, afterAll(durable, pending).length),
]

const sector = 512
const tornLast = (
  durable: Buffer,
  pending: readonly Change[],
  keep: (data: Buffer, half: number) => Buffer,
): Buffer => {
  const before = afterAll(durable, pending.slice(0, -1))
  const last = pending.at(-1)
  if (last === undefined || 'length' in last) return before
  const half = Math.min(last.data.length, Math.ceil(last.data.length / 2 / sector) * sector)
  const kept = keep(last.data, half)
  return changed(before, { at: last.at + (kept.byteOffset - last.data.byteOffset), data: kept })
}

/** What stands on the disk after a power cut: folders and files; `state` is the number of the state database's commit, 0 for none. */
export type CrashState = { files: Map<string, Buffer>; folders: string[]; state: number }

const settle = (disk: Disk, kept: readonly Naming[], leave: (inode: Inode) => Buffer, state: number): CrashState => {
  const names = new Map(disk.durable)
  for (const { names: set } of kept) for (const [at, what] of set) names.set(at, what)
  const isThere = (at: string): boolean =>
    names.get(path.dirname(at)) === 'folder' ? isThere(path.dirname(at)) : names.get(at) === 'folder'
  const there = [...names].filter(([at]) => isThere(path.dirname(at)))
  return {
    folders: there.flatMap(([at, what]) => (what === 'folder' ? [at] : [])),
    files: new Map(
      there.flatMap(([at, what]): [string, Buffer][] =>
        what === undefined || what === 'folder' ? [] : [[at, leave(what)]],
      ),
    ),
    state,
  }
}

/** Every kind of leaving with all names, the extremes without the names that were not synced, and each such name missing alone. */
export const crashStates = (disk: Disk): CrashState[] => {
  const [whole, bare] = leavings
  if (!whole || !bare) return []
  const older = [disk.states, disk.states - 1, 0].map((state) => Math.max(0, state))
  const state = (i: number): number => older[i % older.length] ?? 0
  return [
    ...leavings.map((leave, i) => settle(disk, disk.pending, leave, state(i))),
    ...[whole, bare].map((leave, i) => settle(disk, [], leave, state(i + 1))),
    ...disk.pending.map((missing, i) =>
      settle(
        disk,
        disk.pending.filter((naming) => naming !== missing),
        whole,
        state(i),
      ),
    ),
  ]
}

/** The same states are tried once. */
export const keyOf = ({ files, folders, state }: CrashState): string =>
  sha256Hex(JSON.stringify([state, folders, [...files].map(([at, bytes]) => [at, sha256Hex(bytes)])]))

/** Puts a state into `target`; `root` is where it was recorded, `log` the record beside which the state databases lie. */
export const restore = (
  crash: CrashState,
  { root, target, log }: { root: string; target: string; log: string },
): void => {
  const moved = (at: string): string => path.join(target, path.relative(root, at))
  for (const folder of [...crash.folders].sort()) mkdirSync(moved(folder), { recursive: true })
  for (const [at, bytes] of crash.files) writeFileSync(moved(at), bytes, { mode: 0o600 })
  const ledger = path.join(target, 'data', 'ledger')
  if (!existsSync(ledger)) return
  for (const suffix of ['', '-wal']) {
    const kept = `${log}.state-${crash.state}${suffix}`
    if (existsSync(kept)) copyFileSync(kept, path.join(ledger, `state.db${suffix}`))
  }
}
