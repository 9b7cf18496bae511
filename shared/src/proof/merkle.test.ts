import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import vectors from '../../vectors/rfc9162.json' with { type: 'json' }
import { hexDecode, hexEncode, utf8Encode } from './bytes.ts'
import { leafHash, nodeHash, sha256 } from './hash.ts'
import {
  consistencyPath,
  consistencyProof,
  inclusionPath,
  inclusionProof,
  merkleRoot,
  parsePath,
  splitPoint,
  verifyConsistency,
  verifyInclusion,
  type SubtreeRoot,
} from './merkle.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const published = vectors.leaves.map((leaf) => leafHash(hexDecode(leaf)))
const leavesOf = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, index) => leafHash(utf8Encode(`leaf ${index}`)))
const flip = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
const flipIn = (path: readonly Uint8Array[], at: number, bit: number): Uint8Array[] =>
  path.map((hash, index) => (index === at ? flip(hash, bit) : hash))

describe('published answers of the eight-leaf tree', () => {
  test('roots of every size', () => {
    expect(vectors.leaves.map((_, size) => hexEncode(merkleRoot(published.slice(0, size))))).toEqual(
      vectors.roots.slice(0, 8),
    )
    expect(hexEncode(merkleRoot(published))).toBe(vectors.roots[8])
  })

  test.each(vectors.inclusion)(
    'inclusion of leaf $index in size $size',
    ({ leafHash: leaf, index, size, root, path }) => {
      expect(inclusionPath(published.slice(0, size), index).map(hexEncode)).toEqual(path)
      verifyInclusion({ leafHash: hexDecode(leaf), index, size, root: hexDecode(root), path: parsePath(path) })
    },
  )

  test.each(vectors.consistency)(
    'consistency of size $first with $second',
    ({ first, second, firstRoot, secondRoot, path }) => {
      expect(consistencyPath(published.slice(0, second), first).map(hexEncode)).toEqual(path)
      verifyConsistency({
        first,
        second,
        firstRoot: hexDecode(firstRoot),
        secondRoot: hexDecode(secondRoot),
        path: parsePath(path),
      })
    },
  )
})

test('the example of RFC 9162 section 2.1.5: proofs in the tree of seven, by node names', () => {
  const [a, b, c, d, e, f, j] = published.slice(0, 7) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)]
  const [k, l] = [nodeHash(g, h), nodeHash(i, j)]
  const seven = published.slice(0, 7)
  expect(inclusionPath(seven, 0)).toEqual([b, h, l])
  expect(inclusionPath(seven, 3)).toEqual([c, g, l])
  expect(inclusionPath(seven, 4)).toEqual([f, j, k])
  expect(inclusionPath(seven, 6)).toEqual([i, k])
  expect(consistencyPath(seven, 3)).toEqual([c, d, g, l])
  expect(consistencyPath(seven, 4)).toEqual([l])
  expect(consistencyPath(seven, 6)).toEqual([i, j, k])
})

/** All small trees, and those around and beyond a full one. */
const sizes = [...Array.from({ length: 33 }, (_, i) => i + 1), 63, 64, 65, 70]

describe('every proof of a tree', () => {
  const all = leavesOf(70)
  const roots = Array.from({ length: 71 }, (_, size) => merkleRoot(all.slice(0, size)))
  const root = (size: number): Uint8Array => roots[size] ?? new Uint8Array(0)

  test('inclusion holds for its leaf and for no other index', () => {
    for (const size of sizes) {
      for (let index = 0; index < size; index++) {
        const path = inclusionPath(all.slice(0, size), index)
        const proof = { leafHash: all[index] ?? root(0), index, size, path, root: root(size) }
        verifyInclusion(proof)
        const other = (index * 7 + 3) % size
        if (other !== index)
          expect(() => verifyInclusion({ ...proof, index: other })).toThrow(refusal('INCLUSION_INVALID'))
        expect(() => verifyInclusion({ ...proof, path: [...path, root(size)] })).toThrow(refusal('INCLUSION_INVALID'))
        if (path.length > 0)
          expect(() => verifyInclusion({ ...proof, path: path.slice(1) })).toThrow(refusal('INCLUSION_INVALID'))
      }
    }
  })

  test('consistency holds between the true roots and fails with the root of another size', () => {
    for (const second of sizes) {
      for (let first = 1; first <= second; first++) {
        const path = consistencyPath(all.slice(0, second), first)
        const proof = { first, second, firstRoot: root(first), secondRoot: root(second), path }
        verifyConsistency(proof)
        expect(() => verifyConsistency({ ...proof, firstRoot: root(first - 1) })).toThrow(
          refusal('CONSISTENCY_INVALID'),
        )
        expect(() => verifyConsistency({ ...proof, secondRoot: root(second - 1) })).toThrow(
          refusal('CONSISTENCY_INVALID'),
        )
        expect(() => verifyConsistency({ ...proof, path: [...path, root(first)] })).toThrow(
          refusal('CONSISTENCY_INVALID'),
        )
        if (path.length > 0)
          expect(() => verifyConsistency({ ...proof, path: path.slice(0, -1) })).toThrow(refusal('CONSISTENCY_INVALID'))
      }
    }
  })
})

describe('every single-bit change', () => {
  test('of leaf, root or path breaks inclusion', () => {
    for (const [index, size] of [
      [0, 1],
      [0, 2],
      [6, 7],
      [4, 7],
      [5, 8],
    ] as const) {
      const leaves = leavesOf(size)
      const proof = {
        leafHash: leaves[index] ?? sha256(utf8Encode('')),
        index,
        size,
        path: inclusionPath(leaves, index),
        root: merkleRoot(leaves),
      }
      for (let bit = 0; bit < 256; bit++) {
        const changed = [
          { ...proof, leafHash: flip(proof.leafHash, bit) },
          { ...proof, root: flip(proof.root, bit) },
          ...proof.path.map((_, at) => ({ ...proof, path: flipIn(proof.path, at, bit) })),
        ]
        for (const bad of changed) expect(() => verifyInclusion(bad)).toThrow(refusal('INCLUSION_INVALID'))
      }
    }
  })

  test('of either root or the path breaks consistency', () => {
    for (const [first, second] of [
      [1, 2],
      [3, 7],
      [4, 7],
      [6, 8],
      [8, 8],
    ] as const) {
      const leaves = leavesOf(second)
      const path = consistencyPath(leaves, first)
      const proof = {
        first,
        second,
        firstRoot: merkleRoot(leaves.slice(0, first)),
        secondRoot: merkleRoot(leaves),
        path,
      }
      for (let bit = 0; bit < 256; bit++) {
        const changed = [
          { ...proof, firstRoot: flip(proof.firstRoot, bit) },
          { ...proof, secondRoot: flip(proof.secondRoot, bit) },
          ...path.map((_, at) => ({ ...proof, path: flipIn(path, at, bit) })),
        ]
        for (const bad of changed) expect(() => verifyConsistency(bad)).toThrow(refusal('CONSISTENCY_INVALID'))
      }
    }
  })
})

describe('trees of any size up to 2^53-1', () => {
  // All leaves alike: the root of a range depends only on its length, so no tree need be held.
  const known = new Map<number, Uint8Array>([[1, leafHash(utf8Encode('same'))]])
  const ofCount = (count: number): Uint8Array => {
    const ready = known.get(count)
    if (ready) return ready
    const left = splitPoint(count)
    const hash = nodeHash(ofCount(left), ofCount(count - left))
    known.set(count, hash)
    return hash
  }
  const subtreeRoot: SubtreeRoot = (start, end) => ofCount(end - start)
  const size = fc.oneof(
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    fc.integer({ min: 2 ** 31 - 9, max: 2 ** 32 + 9 }),
  )
  const pair = size.chain((second) => fc.tuple(fc.integer({ min: 1, max: second }), fc.constant(second)))

  test('inclusion holds and a changed bit anywhere does not', () => {
    fc.assert(
      fc.property(pair, fc.nat(255), fc.nat(), ([position, count], bit, at) => {
        const path = inclusionProof(position - 1, count, subtreeRoot)
        const proof = { leafHash: ofCount(1), index: position - 1, size: count, path, root: ofCount(count) }
        verifyInclusion(proof)
        if (path.length > 0)
          expect(() => verifyInclusion({ ...proof, path: flipIn(path, at % path.length, bit) })).toThrow(
            refusal('INCLUSION_INVALID'),
          )
      }),
      {
        numRuns: 200,
        examples: [
          [[2 ** 53 - 1, 2 ** 53 - 1], 0, 0],
          [[2 ** 40 + 3, 2 ** 53 - 1], 255, 7],
        ],
      },
    )
  })

  test('consistency holds and a changed bit anywhere does not', () => {
    fc.assert(
      fc.property(pair, fc.nat(255), fc.nat(), ([first, second], bit, at) => {
        const path = consistencyProof(first, second, subtreeRoot)
        const proof = { first, second, firstRoot: ofCount(first), secondRoot: ofCount(second), path }
        verifyConsistency(proof)
        if (path.length > 0)
          expect(() => verifyConsistency({ ...proof, path: flipIn(path, at % path.length, bit) })).toThrow(
            refusal('CONSISTENCY_INVALID'),
          )
      }),
      { numRuns: 200, examples: [[[2 ** 52, 2 ** 53 - 1], 0, 0]] },
    )
  })
})

describe('the empty tree', () => {
  const empty = merkleRoot([])
  const root = merkleRoot(published)
  test('every tree follows from it, without a path and only from its true root', () => {
    verifyConsistency({ first: 0, second: 8, firstRoot: empty, secondRoot: root, path: [] })
    verifyConsistency({ first: 0, second: 0, firstRoot: empty, secondRoot: empty, path: [] })
    const bad = [
      { first: 0, second: 8, firstRoot: root, secondRoot: root, path: [] },
      { first: 0, second: 8, firstRoot: empty, secondRoot: root, path: [root] },
      { first: 0, second: 0, firstRoot: empty, secondRoot: root, path: [] },
    ]
    for (const proof of bad) expect(() => verifyConsistency(proof)).toThrow(refusal('CONSISTENCY_INVALID'))
  })
})

describe('malformed proofs are told from false ones', () => {
  const [leaf = merkleRoot([])] = published
  const good = { leafHash: leaf, index: 0, size: 8, path: inclusionPath(published, 0), root: merkleRoot(published) }

  test('no such index or size', () => {
    for (const [index, size] of [
      [8, 8],
      [-1, 8],
      [0.5, 8],
      [0, 0],
      [0, 2 ** 53],
      [Number.NaN, 8],
      [0, Infinity],
    ] as const)
      expect(() => verifyInclusion({ ...good, index, size })).toThrow(refusal('PROOF_MALFORMED'))
    const roots = { firstRoot: good.root, secondRoot: good.root, path: [] }
    for (const [first, second] of [
      [9, 8],
      [-1, 8],
      [1, 2 ** 53],
      [0.5, 1],
    ] as const)
      expect(() => verifyConsistency({ ...roots, first, second })).toThrow(refusal('PROOF_MALFORMED'))
  })

  test('hashes of another length and more than 64 of them', () => {
    const short = good.root.slice(1)
    for (const bad of [
      { path: [short] },
      { root: short },
      { leafHash: new Uint8Array(33) },
      { path: Array(65).fill(good.root) as Uint8Array[] },
    ])
      expect(() => verifyInclusion({ ...good, ...bad })).toThrow(refusal('PROOF_MALFORMED'))
  })

  test('a path over the wire that is no list of hashes', () => {
    for (const bad of [undefined, null, 'ab', [1], [null], ['AB'.repeat(32)], ['ab'], Array(65).fill('ab'.repeat(32))])
      expect(() => parsePath(bad)).toThrow(refusal('PROOF_MALFORMED'))
  })

  test('a proof cannot be made for a leaf that does not exist', () => {
    expect(() => inclusionPath(published, 8)).toThrow(refusal('PROOF_MALFORMED'))
    expect(() => inclusionPath([], 0)).toThrow(refusal('PROOF_MALFORMED'))
    expect(() => consistencyPath(published, 9)).toThrow(refusal('PROOF_MALFORMED'))
  })
})
