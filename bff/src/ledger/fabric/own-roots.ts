// The root that the log must have at each of its sizes, computed from the blocks of one's own peer: what a witness of another
// organisation holds the platform's checkpoints against. It needs neither the platform nor the entries of before the channel.
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '@ectrace/shared/errors'
import { rangeRootOf } from '@ectrace/shared/ledger/genesis'
import type { Genesis } from '@ectrace/shared/ledger/genesis'
import { encodeRecord } from '../embedded/block.ts'
import type { Note } from '../embedded/core.ts'
import { leafHash, nodeHash } from '../embedded/digest.ts'
import { channelStatus } from './adopt-log.ts'
import type { ChannelBlock, FabricChannel } from './channel.ts'
import { followBlocks } from './follow-blocks.ts'
import { recordOf } from './record-of.ts'

/** Where the tree is: the roots of its complete subtrees from left to right, the log's height, and the next block of the channel. */
type Progress = { next: number; height: number; size: number; range: string[] }

export type OwnRoots = {
  genesis: Genesis
  /**
   * What the root over the first `size` entries must be, waiting for the own peer at most `ms` milliseconds. `behind`: it has not come that
   * far; `earlier`: entries of before the channel, which it does not know; `none`: no block ends at that size.
   */
  rootAt: (size: number, ms: number) => Promise<{ root: string } | 'behind' | 'earlier' | 'none'>
  close: () => Promise<void>
}

const startOf = ({ base }: Genesis): Progress =>
  base === null
    ? { next: 0, height: 0, size: 0, range: [] }
    : { next: 0, height: base.height, size: base.size, range: [...base.range] }

/** The tree with one leaf more: neighbours of equal size join, as a binary number carries. */
export const withLeaf = (range: readonly string[], size: number, leaf: Buffer): string[] => {
  const grown = [...range]
  let node = leaf
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = grown.pop()
    if (left === undefined) throw new AppError('INTERNAL', { details: { size } })
    node = nodeHash(Buffer.from(left, 'hex'), node)
  }
  return [...grown, node.toString('hex')]
}

const grow = (from: Progress, block: ChannelBlock): Progress => {
  const calls = block.invocations.filter(({ name }) => name === 'invoke')
  const height = from.height + (calls.length > 0 ? 1 : 0)
  let { size, range } = from
  for (const [index, call] of calls.entries()) {
    const { bytes, leaf } = encodeRecord(recordOf(call).executed, height, index)
    range = withLeaf(range, size, leafHash(bytes.subarray(leaf.start, leaf.end)))
    size += 1
  }
  return { next: block.number + 1, height, size, range }
}

const tables = `
  CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY CHECK (id = 1), origin TEXT NOT NULL, state TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS root (size INTEGER PRIMARY KEY, root TEXT NOT NULL) STRICT;`

/** Roots by size in `file`, and how far they go. Throws LOG_MISMATCH when the file is about another log. */
const openFile = (file: string, genesis: Genesis) => {
  const database = new DatabaseSync(file)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${tables}`)
  const row = database.prepare('SELECT origin, state FROM progress').get()
  if (row !== undefined && row.origin !== genesis.origin)
    throw new AppError('LOG_MISMATCH', { details: { origin: genesis.origin, before: String(row.origin) } })
  const keepProgress = database.prepare('INSERT OR REPLACE INTO progress (id, origin, state) VALUES (1, ?, ?)')
  const keepRoot = database.prepare('INSERT OR REPLACE INTO root (size, root) VALUES (?, ?)')
  const find = database.prepare('SELECT root FROM root WHERE size = ?')
  const keep = (progress: Progress): void => {
    database.exec('BEGIN')
    keepProgress.run(genesis.origin, JSON.stringify(progress))
    if (progress.size > 0) keepRoot.run(progress.size, rangeRootOf(progress.range))
    database.exec('COMMIT')
  }
  const start = row === undefined ? startOf(genesis) : (JSON.parse(String(row.state)) as Progress)
  if (row === undefined) keep(start)
  return {
    start,
    keep,
    root: (size: number): string | undefined => {
      const found = find.get(size)
      return found && String(found.root)
    },
    close: (): void => database.close(),
  }
}

/** Follows the channel into `file`. Throws NOT_READY when no peer answers or nobody founded the log. */
export const openOwnRoots = async (channel: FabricChannel, file: string, note: Note): Promise<OwnRoots> => {
  const { genesis } = await channelStatus(channel)
  if (genesis === undefined) throw new AppError('NOT_READY', { details: { part: 'ledger', what: 'no log is founded' } })
  const roots = openFile(file, genesis)
  let progress = roots.start
  let failed: AppError | undefined
  const following = followBlocks({
    ...{ channel, note, from: () => Promise.resolve(progress.next) },
    onFatal: (error) => (failed = error),
    take: (block) => {
      const grown = grow(progress, block)
      roots.keep(grown)
      progress = grown
      return Promise.resolve()
    },
  })
  return {
    genesis,
    rootAt: async (size, ms) => {
      if (size < (genesis.base?.size ?? 0)) return 'earlier'
      for (const end = performance.now() + ms; progress.size < size && performance.now() < end;) {
        if (failed !== undefined) throw failed
        await pause(50)
      }
      if (progress.size < size) return 'behind'
      const root = roots.root(size)
      return root === undefined ? 'none' : { root }
    },
    close: async () => {
      await following.stop()
      roots.close()
    },
  }
}
