import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import tree from '../../vectors/rfc9162.json' with { type: 'json' }
import vectors from '../../vectors/rfc9162-multiproof.json' with { type: 'json' }
import { equalBytes, hexDecode, hexEncode, utf8Encode } from './bytes.ts'
import { leafHash } from './hash.ts'
import { merkleRoot, subtreeRootOf } from './merkle.ts'
import { makeMultiproof, multiproofRoot, type IndexedLeaf } from './multiproof.ts'

const malformed = expect.objectContaining({ code: 'PROOF_MALFORMED' })
const published = tree.leaves.map((leaf) => leafHash(hexDecode(leaf)))
const pick = (hashes: readonly Uint8Array[], indices: readonly number[]): IndexedLeaf[] =>
  hashes.map((hash, index) => ({ index, hash })).filter(({ index }) => indices.includes(index))

describe('golden proofs over the published tree', () => {
  test.each(vectors.cases)('leaves $indices of $size', ({ indices, size, proof }) => {
    const hashes = published.slice(0, size)
    expect(makeMultiproof(indices, size, subtreeRootOf(hashes)).map(hexEncode)).toEqual(proof)
    expect(
      hexEncode(
        multiproofRoot(
          pick(hashes, indices),
          size,
          proof.map((hash) => hexDecode(hash)),
        ),
      ),
    ).toBe(tree.roots[size])
  })
})

describe('any set of leaves', () => {
  const scene = fc.integer({ min: 1, max: 200 }).chain((size) =>
    fc.tuple(
      fc.constant(size),
      fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 40 }).map((set) => set.sort((a, b) => a - b)),
    ),
  )
  const hashesOf = (size: number): Uint8Array[] =>
    Array.from({ length: size }, (_, index) => leafHash(utf8Encode(`code ${index}`)))

  test('leads to the root, and a changed leaf, hash or index to another or to none', () => {
    fc.assert(
      fc.property(scene, fc.nat(), ([size, indices], at) => {
        const hashes = hashesOf(size)
        const root = merkleRoot(hashes)
        const leaves = pick(hashes, indices)
        const proof = makeMultiproof(indices, size, subtreeRootOf(hashes))
        expect(equalBytes(multiproofRoot(leaves, size, proof), root)).toBe(true)
        const forged = leafHash(utf8Encode('forged'))
        const swapped = leaves.map((leaf, n) => (n === at % leaves.length ? { ...leaf, hash: forged } : leaf))
        expect(equalBytes(multiproofRoot(swapped, size, proof), root)).toBe(false)
        if (proof.length > 0) {
          const bent = proof.map((hash, n) => (n === at % proof.length ? forged : hash))
          expect(equalBytes(multiproofRoot(leaves, size, bent), root)).toBe(false)
          expect(() => multiproofRoot(leaves, size, proof.slice(1))).toThrow(malformed)
        }
        expect(() => multiproofRoot(leaves, size, [...proof, forged])).toThrow(malformed)
      }),
      { numRuns: 150 },
    )
  })

  test('is never proved under other positions', () => {
    const hashes = hashesOf(13)
    const root = merkleRoot(hashes)
    const proof = makeMultiproof([2, 7, 12], 13, subtreeRootOf(hashes))
    for (const positions of [
      [2, 6, 12],
      [3, 7, 12],
      [2, 7, 11],
      [7, 8, 12],
    ]) {
      const moved = pick(hashes, [2, 7, 12]).map(({ hash }, n) => ({ index: positions[n] ?? 0, hash }))
      const outcome = (): boolean => {
        try {
          return equalBytes(multiproofRoot(moved, 13, proof), root)
        } catch {
          return false
        }
      }
      expect(outcome()).toBe(false)
    }
  })
})

describe('malformed requests', () => {
  const hash = published[0] ?? new Uint8Array(32)
  const at = (...indices: number[]): IndexedLeaf[] => indices.map((index) => ({ index, hash }))

  test('no leaves, leaves out of order, repeated or beyond the size', () => {
    for (const leaves of [at(), at(3, 1), at(2, 2), at(8), at(-1), at(0.5), at(Number.NaN)]) {
      expect(() => multiproofRoot(leaves, 8, [])).toThrow(malformed)
      expect(() =>
        makeMultiproof(
          leaves.map(({ index }) => index),
          8,
          subtreeRootOf(published),
        ),
      ).toThrow(malformed)
    }
    for (const size of [0, -1, 2 ** 53, 1.5]) expect(() => multiproofRoot(at(0), size, [])).toThrow(malformed)
  })

  test('500 leaves are proved, 501 are not', () => {
    const indices = Array.from({ length: 501 }, (_, index) => index)
    const hashes = indices.map(() => hash)
    const root = multiproofRoot(at(...indices.slice(0, 500)), 501, [hash])
    expect(equalBytes(root, merkleRoot(hashes))).toBe(true)
    expect(() => multiproofRoot(at(...indices), 501, [])).toThrow(malformed)
  })

  test('hashes of another length', () => {
    expect(() => multiproofRoot([{ index: 0, hash: hash.slice(1) }], 1, [])).toThrow(malformed)
    expect(() => multiproofRoot(at(0), 2, [hash.slice(1)])).toThrow(malformed)
  })

  test('the largest tree is climbed, not walked', () => {
    const size = Number.MAX_SAFE_INTEGER
    const proof = makeMultiproof([0, size - 1], size, () => hash)
    expect(multiproofRoot(at(0, size - 1), size, proof)).toHaveLength(32)
    expect(proof.length).toBeLessThan(110)
  })
})
