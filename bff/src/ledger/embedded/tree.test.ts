// The tiled tree gives the roots and proofs of the plain tree over the same leaves, at every size and over restarts.
import { describe, expect, test } from '@jest/globals'
import { consistencyProof, inclusionProof, merkleRoot, subtreeRootOf } from '@ectrace/shared/proof/merkle'
import fc from 'fast-check'
import { leafHash } from './digest.ts'
import { openSubtrees, openTree } from './tree.ts'
import type { Tree } from './tree.ts'

const leaf = (n: number): Buffer => leafHash(Buffer.from(`leaf ${n}`))
const leaves = (count: number, from = 0): Buffer[] => Array.from({ length: count }, (_, i) => leaf(from + i))

const memoryTiles = () => {
  const tiles = new Map<string, Buffer>()
  const read = (level: number, index: number): Buffer | undefined => tiles.get(`${level}/${index}`)
  const append = (tree: Tree, hashes: readonly Buffer[]): void => {
    const grown = tree.grow(hashes)
    for (const { level, index, hashes: bytes } of grown.tiles) tiles.set(`${level}/${index}`, bytes)
    tree.commit(grown)
  }
  return { tiles, read, append }
}

const hex = (root: Uint8Array): string => Buffer.from(root).toString('hex')

describe('the tree', () => {
  test('has the root of RFC 9162 at every size up to 600, appended one by one', () => {
    const { read, append } = memoryTiles()
    const tree = openTree(0, read)
    expect(hex(tree.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    for (let size = 1; size <= 600; size++) {
      append(tree, [leaf(size - 1)])
      expect([size, hex(tree.root())]).toEqual([size, hex(merkleRoot(leaves(size)))])
    }
  })

  test('grows alike in blocks of any size, reopened from its tiles after each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }), (blocks) => {
        const { tiles, read, append } = memoryTiles()
        let size = 0
        for (const count of blocks) {
          append(openTree(size, read), leaves(count, size))
          size += count
        }
        expect(hex(openTree(size, read).root())).toBe(hex(merkleRoot(leaves(size))))
        const inOneGo = memoryTiles()
        inOneGo.append(openTree(0, inOneGo.read), leaves(size))
        expect(tiles).toEqual(inOneGo.tiles)
      }),
      { numRuns: 30 },
    )
  })

  test('stays as it was when what grew is not committed', () => {
    const { read, append } = memoryTiles()
    const tree = openTree(0, read)
    append(tree, leaves(255))
    const root = hex(tree.root())
    tree.grow(leaves(300, 900))
    expect([tree.size(), hex(tree.root())]).toEqual([255, root])
    append(tree, leaves(2, 255))
    expect(hex(tree.root())).toBe(hex(merkleRoot(leaves(257))))
  })

  test('of 66,000 leaves keeps three levels of tiles and proves any leaf and any older size', () => {
    const all = leaves(66_000)
    const { tiles, read, append } = memoryTiles()
    const tree = openTree(0, read)
    append(tree, all.slice(0, 65_000))
    append(tree, all.slice(65_000))
    expect(hex(tree.root())).toBe(hex(merkleRoot(all)))
    expect(tiles.get('2/0')?.length).toBe(32)
    const [tiled, plain] = [openSubtrees(read), subtreeRootOf(all)]
    for (const tile of [0, 77, 256]) {
      const knots = Array.from({ length: 16 }, (_, i) => plain(256 * tile + 16 * i, 256 * tile + 16 * (i + 1)))
      expect(tiles.get(`-1/${tile}`)).toEqual(Buffer.concat(knots))
    }
    expect([...tiles.keys()].filter((name) => name.startsWith('-1/')).length).toBe(257)
    for (const [index, size] of [
      [0, 66_000],
      [65_535, 65_536],
      [65_536, 66_000],
      [300, 301],
      [12_345, 40_000],
    ] as const)
      expect(inclusionProof(index, size, tiled).map(hex)).toEqual(inclusionProof(index, size, plain).map(hex))
    for (const [first, second] of [
      [1, 66_000],
      [256, 66_000],
      [65_536, 66_000],
      [65_000, 65_999],
      [7, 8],
    ] as const)
      expect(consistencyProof(first, second, tiled).map(hex)).toEqual(consistencyProof(first, second, plain).map(hex))
  })

  test('gives every proof of every size up to 300 while it grows, as the plain tree does', () => {
    const { read, append } = memoryTiles()
    const tree = openTree(0, read)
    const tiled = openSubtrees(read)
    const all = leaves(300)
    for (let size = 1; size <= 300; size++) {
      append(tree, [leaf(size - 1)])
      const plain = subtreeRootOf(all.slice(0, size))
      for (const index of [0, Math.floor(size / 2), (size * 31 + 17) % size, size - 1]) {
        expect(inclusionProof(index, size, tiled).map(hex)).toEqual(inclusionProof(index, size, plain).map(hex))
        expect(consistencyProof(index, size, tiled).map(hex)).toEqual(consistencyProof(index, size, plain).map(hex))
      }
    }
  })

  test('whose tile is missing or of another length is damaged', () => {
    const { tiles, read, append } = memoryTiles()
    append(openTree(0, read), leaves(300))
    tiles.set('0/1', Buffer.alloc(32 * 43))
    expect(() => openTree(300, read)).toThrow(expect.objectContaining({ code: 'LEDGER_DAMAGED' }))
    tiles.delete('0/1')
    expect(() => openTree(300, read)).toThrow(expect.objectContaining({ code: 'LEDGER_DAMAGED' }))
    expect(() => openSubtrees(read)(290, 291)).toThrow(expect.objectContaining({ code: 'LEDGER_DAMAGED' }))
  })
})
