// The Merkle tree of RFC 9162 over all leaves, kept as C2SP tiles of 256 hashes; grows in two steps, so that a block that fails leaves no trace.
import { merkleRoot, splitPoint } from '@ectrace/shared/proof/merkle'
import { damaged } from './damaged.ts'
import { joinNodes, nodeHash, sha256 } from './digest.ts'
import { openKeptBySize } from './kept-by-size.ts'

const tileWidth = 256
const tileBits = 8
const hashLength = 32
const fullTile = tileWidth * hashLength

/** A proof in a tile of leaves needs the roots of its 16 knots, of 16 leaves each, and the leaves of one: not all 256 of them joined. */
const knotBits = 4
const knotWidth = 16
export const knotLevel = -1

/**
 * Hashes of level `level` (subtrees of 256^level leaves), number `index` * 256 and following: 32 bytes each, at most 256. Of
 * `knotLevel`: those of the knots of full tile `index` of level 0.
 */
export type Tile = { level: number; index: number; hashes: Buffer }
export type ReadTile = (level: number, index: number) => Buffer | undefined

/** A tree grown by some leaves: its size and root, and the tiles that changed. */
export type Grown = {
  size: number
  root: Buffer
  tiles: Tile[]
  frontier: Frontier
  edges: Buffer[][]
  knots: Buffer[]
}

/** It will never change. */
export const isFull = ({ level, hashes }: Tile): boolean => level === knotLevel || hashes.length === fullTile

/** Roots of the complete subtrees that make up the tree, from left to right; `bits`: 2^bits leaves. */
type Frontier = { bits: number; hash: Buffer }[]

export type Tree = {
  size: () => number
  root: () => Buffer
  /** The tree with `leafHashes` appended; this one stays as it is until `commit`. */
  grow: (leafHashes: readonly Buffer[]) => Grown
  commit: (grown: Grown) => void
}

const rootOf = (frontier: Frontier): Buffer => {
  const last = frontier.at(-1)
  if (!last) return sha256(new Uint8Array(0))
  return frontier.slice(0, -1).reduceRight((right, { hash }) => nodeHash(hash, right), last.hash)
}

/** Pushes a leaf and joins equal neighbours; `onNode` hears of every subtree that becomes complete. */
const push = (frontier: Frontier, leaf: Buffer, onNode: (bits: number, hash: Buffer) => void): void => {
  let node = { bits: 0, hash: leaf }
  onNode(0, leaf)
  for (let last = frontier.at(-1); last?.bits === node.bits; last = frontier.at(-1)) {
    frontier.pop()
    node = { bits: node.bits + 1, hash: nodeHash(last.hash, node.hash) }
    onNode(node.bits, node.hash)
  }
  frontier.push(node)
}

const split = (hashes: Buffer): Buffer[] =>
  Array.from({ length: hashes.length / hashLength }, (_, i) => hashes.subarray(i * hashLength, (i + 1) * hashLength))

/** The hashes at the right edge of a level: those of its last, unfinished tile. */
const readEdge = (size: number, level: number, read: ReadTile): Buffer[] => {
  const nodes = Math.floor(size / tileWidth ** level)
  const used = nodes % tileWidth
  if (used === 0) return []
  const tile = read(level, Math.floor(nodes / tileWidth))
  if (tile?.length !== used * hashLength) throw damaged(`tile ${level}/${Math.floor(nodes / tileWidth)}`)
  return split(Buffer.from(tile))
}

const readEdges = (size: number, read: ReadTile): Buffer[][] => {
  const edges: Buffer[][] = []
  for (let level = 0; size >= tileWidth ** level; level++) edges.push(readEdge(size, level, read))
  return edges
}

const knotsOf = (edge: readonly Buffer[]): Buffer[] =>
  Array.from({ length: Math.floor(edge.length / knotWidth) }, (_, i) =>
    Buffer.from(merkleRoot(edge.slice(i * knotWidth, (i + 1) * knotWidth))),
  )

/** An edge of n hashes is one subtree per bit of n, the largest first. */
const frontierOf = (edges: readonly Buffer[][]): Frontier =>
  edges.flatMap((_, i): Frontier => {
    const level = edges.length - 1 - i
    const subtrees: Frontier = []
    let rest = edges[level] ?? []
    for (let bit = tileBits - 1; bit >= 0; bit--) {
      if (rest.length < 2 ** bit) continue
      subtrees.push({ bits: level * tileBits + bit, hash: Buffer.from(merkleRoot(rest.slice(0, 2 ** bit))) })
      rest = rest.slice(2 ** bit)
    }
    return subtrees
  })

/** The tree of `size` leaves out of its tiles. Throws LEDGER_DAMAGED when a tile at its edge is missing or of another length. */
export const openTree = (startSize: number, read: ReadTile): Tree => {
  let size = startSize
  let edges = readEdges(size, read)
  let frontier = frontierOf(edges)
  let knots = knotsOf(edges[0] ?? [])

  const grow = (leafHashes: readonly Buffer[]): Grown => {
    const next = { frontier: [...frontier], edges: edges.map((edge) => [...edge]), knots: [...knots] }
    const complete: Tile[] = []
    const touched = new Map<string, { level: number; index: number; edge: Buffer[] }>()
    const nodes = edges.map((_, level) => Math.floor(size / tileWidth ** level))
    const onTileNode = (level: number, hash: Buffer): void => {
      const edge = (next.edges[level] ??= [])
      const index = Math.floor((nodes[level] ?? 0) / tileWidth)
      nodes[level] = (nodes[level] ?? 0) + 1
      edge.push(hash)
      touched.set(`${level}/${index}`, { level, index, edge })
      if (edge.length === tileWidth) next.edges[level] = []
    }
    const onNode = (bits: number, hash: Buffer): void => {
      if (bits % tileBits === 0) onTileNode(bits / tileBits, hash)
      if (bits !== knotBits || next.knots.push(hash) < knotWidth) return
      complete.push({
        level: knotLevel,
        index: (nodes[0] ?? 0) / tileWidth - 1,
        hashes: Buffer.concat(next.knots),
      })
      next.knots = []
    }
    for (const leaf of leafHashes) push(next.frontier, leaf, onNode)
    const changed = [...touched.values()].map(({ level, index, edge }) => ({
      level,
      index,
      hashes: Buffer.concat(edge),
    }))
    return { size: size + leafHashes.length, root: rootOf(next.frontier), tiles: [...changed, ...complete], ...next }
  }

  return {
    size: () => size,
    root: () => rootOf(frontier),
    grow,
    commit: (grown) => {
      ;({ size, edges, frontier, knots } = grown)
    },
  }
}

/** Does node `n` of a heap over `slots` lie wholly over the first `count` of them? */
const isComplete = (n: number, slots: number, count: number): boolean => {
  const width = slots / 2 ** (31 - Math.clz32(n))
  return (n + 1) * width - slots <= count
}

/** The complete subtrees over hashes in up to `slots` places: the root at 1, children of n at 2n and 2n + 1, the hashes from `slots` on. */
const expand = (hashes: Buffer, slots: number): Buffer => {
  const count = hashes.length / hashLength
  const heap = Buffer.alloc(2 * slots * hashLength)
  hashes.copy(heap, slots * hashLength)
  for (let n = slots - 1; n >= 1; n--)
    if (isComplete(n, slots, count)) joinNodes(heap, 2 * n * hashLength, n * hashLength)
  return heap
}

/** The subtree over `width` places from `slot` on. */
const subtreeIn = (heap: Buffer, slots: number, slot: number, width: number): Buffer => {
  const node = (slots + slot) / width
  return heap.subarray(node * hashLength, (node + 1) * hashLength)
}

const cachedBytes = 16 * 1024 * 1024

/** MTH of leaf ranges out of tiles, for proofs. What is full never changes: its inner nodes are kept for the next proof. */
export const openSubtrees = (read: ReadTile): ((start: number, end: number) => Buffer) => {
  const heaps = openKeptBySize<string, Buffer>(cachedBytes, ({ length }) => length)
  const keep = (name: string, heap: Buffer): Buffer => {
    heaps.put(name, heap)
    return heap
  }

  /** The hashes of a tile, of which the first `needed` must be there. */
  const tile = (level: number, index: number, needed: number): Buffer => {
    const hashes = read(level, index)
    if (!hashes || hashes.length < needed * hashLength) throw damaged(`tile ${level}/${index}`)
    return hashes
  }

  const knotsOfTile = (index: number): Buffer | undefined => {
    const name = `${index}`
    const known = heaps.get(name)
    if (known) return known
    const roots = read(knotLevel, index)
    return roots && keep(name, expand(roots, knotWidth))
  }

  /** The knot that begins at `first` in a full tile of leaves. */
  const knotOfTile = (index: number, first: number): Buffer => {
    const name = `${index}/${first}`
    const known = heaps.get(name)
    if (known) return known
    const hashes = tile(0, index, tileWidth).subarray(first * hashLength, (first + knotWidth) * hashLength)
    return keep(name, expand(hashes, knotWidth))
  }

  /** Out of the knots of a full tile of leaves, or of one of them; undefined where the tile is not full. */
  const inKnots = (index: number, slot: number, width: number): Buffer | undefined => {
    const knots = knotsOfTile(index)
    if (!knots) return undefined
    if (width >= knotWidth) return subtreeIn(knots, knotWidth, slot / knotWidth, width / knotWidth)
    const inKnot = slot % knotWidth
    return subtreeIn(knotOfTile(index, slot - inKnot), knotWidth, inKnot, width)
  }

  /** A whole tile: a full one from memory, another is read anew, for it may have grown. */
  const wholeTile = (level: number, index: number, needed: number): Buffer => {
    const name = `${level}:${index}:`
    const full = heaps.get(name + String(fullTile))
    if (full) return full
    const hashes = tile(level, index, needed)
    const now = name + String(hashes.length)
    return heaps.get(now) ?? keep(now, expand(hashes, tileWidth))
  }

  /** Root of the complete subtree number `position` among those of 2^bits leaves. */
  const complete = (bits: number, position: number): Buffer => {
    const [level, width] = [Math.floor(bits / tileBits), 2 ** (bits % tileBits)]
    const first = position * width
    const [index, slot] = [Math.floor(first / tileWidth), first % tileWidth]
    const found = level === 0 ? inKnots(index, slot, width) : undefined
    return found ?? subtreeIn(wholeTile(level, index, slot + width), tileWidth, slot, width)
  }

  const range = (start: number, end: number): Buffer => {
    const count = end - start
    const bits = Math.round(Math.log2(count))
    if (2 ** bits === count && start % count === 0) return complete(bits, start / count)
    const middle = start + splitPoint(count)
    return nodeHash(range(start, middle), range(middle, end))
  }
  return range
}
