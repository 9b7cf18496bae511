// Joins what the threads found into one log: links between files, the tree's roots, identifiers, and who was registered when.
import { userId } from '@ectrace/shared/proof/envelope'
import type { Sealed } from '../checkpoint-note.ts'
import type { Tile, Tree } from '../tree.ts'
import { isFull, openTree } from '../tree.ts'
import type { Link } from '../walk-log.ts'
import type { BlockFacts, SegmentFacts } from './check-segment.ts'
import { openIdSet } from './id-set.ts'

/** What the tree's tiles are held against: the state's, as of `size` leaves. */
export type TileStore = { size: number; tile: (level: number, index: number) => Uint8Array | undefined }

export type Joined = { height: number; size: number; root: string; tiles: number; fault: SegmentFacts['fault'] }

const hashLength = 32

const publicKeyForm = /^0[23][0-9a-f]{64}$/
type Known = { active: boolean; own: boolean }

/** What the registry says of a user after a write: may he act, and is the key his own? */
const readUser = (user: string, value: string): Known => {
  const { publicKey, status } = Object(JSON.parse(value)) as { publicKey?: unknown; status?: unknown }
  const own = typeof publicKey === 'string' && publicKeyForm.test(publicKey) && userId(publicKey) === user
  return { active: status === 'active', own }
}

/** Was every signer registered and active at that moment? Somebody unknown may register an organisation and so himself. */
const openRegistry = () => {
  const users = new Map<string, Known>()
  return (facts: SegmentFacts): boolean => {
    const founders = new Set(facts.founders)
    let write = 0
    for (const [leaf, caller] of facts.callerOf.entries()) {
      const user = facts.callers[caller] ?? ''
      const before = users.get(user)
      for (let next = facts.userWrites[write]; next?.leaf === leaf; next = facts.userWrites[++write])
        users.set(next.user, readUser(next.user, next.value))
      const known = before ?? (founders.has(leaf) ? users.get(user) : undefined)
      if (!known?.own || (before && !before.active)) return false
    }
    return true
  }
}

/** Compares tiles with the state's: a full one when it is complete, an edge when the tree has the state's size. */
const openTiles = (store: TileStore | undefined) => {
  const edges = new Map<string, Tile>()
  let count = 0
  const same = ({ level, index, hashes }: Tile): boolean => {
    const found = store?.tile(level, index)
    count += 1
    return found !== undefined && hashes.equals(found)
  }
  return {
    take: (tiles: readonly Tile[], size: number): boolean => {
      if (!store || size > store.size) return true
      for (const tile of tiles) {
        const name = `${tile.level}/${tile.index}`
        if (!isFull(tile)) edges.set(name, tile)
        else {
          edges.delete(name)
          if (!same(tile)) return false
        }
      }
      return size < store.size || [...edges.values()].every(same)
    },
    count: () => count,
  }
}

const follows = (block: Link, link: Link): boolean =>
  block.height === link.height &&
  block.previous === link.previous &&
  block.first === link.first &&
  block.time >= link.time

/** `take` gets the segments in order; false for anything that does not fit. */
export type Join = { take: (facts: SegmentFacts) => boolean; joined: () => Joined }

type Start = {
  genesis: string
  created: string
  seen: readonly Sealed[]
  /** About how many transactions there are. */
  expected: number
  /** Called after every block. */
  pause: () => void
}

/** `registry` off leaves out who may sign. */
export const openJoin = (
  { genesis, created, seen, expected, pause }: Start,
  { registry, tiles: store }: { registry: boolean; tiles: TileStore | undefined },
): Join => {
  const tree: Tree = openTree(0, () => undefined)
  const ids = openIdSet(expected)
  const tiles = openTiles(store)
  const mayAct = openRegistry()
  let link: Link = { height: 1, previous: genesis, first: 0, time: created }
  let root = tree.root().toString('hex')
  let fault: SegmentFacts['fault']

  const grow = (block: BlockFacts, leaves: Buffer): boolean => {
    const count = block.size - block.link.first
    const hashes = Array.from({ length: count }, (_, i) => leaves.subarray(i * hashLength, (i + 1) * hashLength))
    const grown = tree.grow(hashes)
    tree.commit(grown)
    root = block.root
    return grown.root.toString('hex') === block.root && tiles.take(grown.tiles, grown.size)
  }

  const areNew = (some: Uint8Array): boolean => {
    for (let at = 0; at < some.length; at += hashLength) if (!ids.add(some.subarray(at, at + hashLength))) return false
    return true
  }

  /** `leafHashes` and `blockIds` are those of its transactions. */
  const joinBlock = (block: BlockFacts, leafHashes: Buffer, blockIds: Uint8Array): boolean => {
    const { height } = block.link
    const forked = seen.some((sealed) => sealed.height === height && sealed.hash !== block.hash)
    if (forked || !follows(block.link, link) || !areNew(blockIds) || !grow(block, leafHashes)) return false
    pause()
    link = { height: height + 1, previous: block.hash, first: block.size, time: block.time }
    return true
  }

  return {
    take: (facts: SegmentFacts): boolean => {
      const start = link.first
      const leafHashes = Buffer.from(facts.leafHashes)
      const join = (block: BlockFacts): boolean => {
        const [from, to] = [(block.link.first - start) * hashLength, (block.size - start) * hashLength]
        return joinBlock(block, leafHashes.subarray(from, to), facts.ids.subarray(from, to))
      }
      fault = facts.fault
      return facts.blocks.every(join) && (!registry || mayAct(facts))
    },
    joined: (): Joined => ({ height: link.height - 1, size: link.first, root, tiles: tiles.count(), fault }),
  }
}
