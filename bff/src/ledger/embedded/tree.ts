// The Merkle tree of RFC 9162 over all leaves, kept as C2SP tiles of 256 hashes; grows in two steps, so that a block that fails leaves no trace.
import { merkleRoot, splitPoint } from '@ectrace/shared/proof/merkle'
import { damaged } from './damaged.ts'
import { joinNodes, nodeHash, sha256 } from './digest.ts'

const tileWidth = 256
const tileBits = 8
const hashLength = 32

/** Hashes of level `level` (subtrees of 256^level leaves), number `index` * 256 and following: 32 bytes each, at most 256. */
export type Tile = { level: number; index: number; hashes: Buffer }
export type ReadTile = (level: number, index: number) => Buffer | undefined

/** A tree grown by some leaves: its size and root, and the tiles that changed. */
export type Grown = { size: number; root: Buffer; tiles: Tile[]; frontier: Frontier; edges: Buffer[][] }

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

/** Pushes a leaf and joins equal neighbours; every new subtree of 256^n leaves goes to the edge of level n. */
const push = (frontier: Frontier, leaf: Buffer, onTileNode: (level: number, hash: Buffer) => void): void => {
  let node = { bits: 0, hash: leaf }
  onTileNode(0, leaf)
  for (let last = frontier.at(-1); last?.bits === node.bits; last = frontier.at(-1)) {
    frontier.pop()
    node = { bits: node.bits + 1, hash: nodeHash(last.hash, node.hash) }
    if (node.bits % tileBits === 0) onTileNode(node.bits / tileBits, node.hash)
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

  const grow = (leafHashes: readonly Buffer[]): Grown => {
    const next = { frontier: [...frontier], edges: edges.map((edge) => [...edge]) }
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
    for (const leaf of leafHashes) push(next.frontier, leaf, onTileNode)
    const tiles = [...touched.values()].map(({ level, index, edge }) => ({ level, index, hashes: Buffer.concat(edge) }))
    return { size: size + leafHashes.length, root: rootOf(next.frontier), tiles, ...next }
  }

  return {
    size: () => size,
    root: () => rootOf(frontier),
    grow,
    commit: (grown) => {
      ;({ size, edges, frontier } = grown)
    },
  }
}

/** Does node `n` of a heap over 256 slots lie wholly over the first `count` of them? */
const isComplete = (n: number, count: number): boolean => {
  const width = 2 ** (tileBits - (31 - Math.clz32(n)))
  return (n + 1) * width - tileWidth <= count
}

/** The complete subtrees within a tile: the root at 1, children of n at 2n and 2n + 1, the tile's hashes from 256 on. */
const expand = (hashes: Buffer): Buffer => {
  const count = hashes.length / hashLength
  const heap = Buffer.alloc(2 * tileWidth * hashLength)
  hashes.copy(heap, tileWidth * hashLength)
  for (let n = tileWidth - 1; n >= 1; n--) if (isComplete(n, count)) joinNodes(heap, 2 * n * hashLength, n * hashLength)
  return heap
}

/** 16 KB each. */
const cachedTiles = 1024
const fullTile = tileWidth * hashLength

/** MTH of leaf ranges out of tiles, for proofs. A tile of one length never changes: its inner nodes are kept for the next proof. */
export const openSubtrees = (read: ReadTile): ((start: number, end: number) => Buffer) => {
  const cache = new Map<string, Buffer>()

  const keep = (name: string, heap: Buffer): Buffer => {
    cache.delete(name)
    cache.set(name, heap)
    const [oldest] = cache.keys()
    if (cache.size > cachedTiles && oldest !== undefined) cache.delete(oldest)
    return heap
  }

  /** The expanded tile, of which the first `needed` hashes must be there. */
  const expanded = (level: number, index: number, needed: number): Buffer => {
    const name = `${level}/${index}/`
    const full = cache.get(name + String(fullTile))
    if (full) return keep(name + String(fullTile), full)
    const hashes = read(level, index)
    if (!hashes || hashes.length < needed * hashLength) throw damaged(`tile ${level}/${index}`)
    return keep(name + String(hashes.length), cache.get(name + String(hashes.length)) ?? expand(hashes))
  }

  /** Root of the complete subtree number `position` among those of 2^bits leaves. */
  const complete = (bits: number, position: number): Buffer => {
    const width = 2 ** (bits % tileBits)
    const first = position * width
    const slot = first % tileWidth
    const heap = expanded(Math.floor(bits / tileBits), Math.floor(first / tileWidth), slot + width)
    const node = (tileWidth + slot) / width
    return heap.subarray(node * hashLength, (node + 1) * hashLength)
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
