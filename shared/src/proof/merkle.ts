// The Merkle tree of RFC 9162 §2: roots and proofs, made from any store that can hash a range of leaves, and their verification.
import { AppError, fault } from '../errors.ts'
import { equalBytes, hexDecode } from './bytes.ts'
import { nodeHash, sha256 } from './hash.ts'

/** MTH of the leaves from `start` (inclusive) to `end` (exclusive), 32 bytes; called with at least one leaf. */
export type SubtreeRoot = (start: number, end: number) => Uint8Array

/** The largest power of two below `count` (> 1): where a tree of `count` leaves splits. Exact up to 2^53-1. */
export const splitPoint = (count: number): number => {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

const emptyRoot = (): Uint8Array => sha256(new Uint8Array(0))

const rangeRoot = (leaves: readonly Uint8Array[], start: number, end: number): Uint8Array => {
  const first = leaves[start]
  if (first === undefined) return emptyRoot()
  if (end - start === 1) return first
  const middle = start + splitPoint(end - start)
  return nodeHash(rangeRoot(leaves, start, middle), rangeRoot(leaves, middle, end))
}

/** Root of the tree over `leafHashes`; of none: SHA-256 of nothing (§2.1.1). */
export const merkleRoot = (leafHashes: readonly Uint8Array[]): Uint8Array => rangeRoot(leafHashes, 0, leafHashes.length)

/** A SubtreeRoot over leaf hashes held in memory. */
export const subtreeRootOf =
  (leafHashes: readonly Uint8Array[]): SubtreeRoot =>
  (start, end) =>
    rangeRoot(leafHashes, start, end)

const checkRange = (name: string, value: number, least: number, most: number): void => {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw fault('PROOF_MALFORMED', name, `integer from ${least} to ${most}`)
}

/** PATH(index, D_size) of §2.1.3.1, from the leaf upwards. Throws PROOF_MALFORMED when there is no such leaf. */
export const inclusionProof = (index: number, size: number, subtreeRoot: SubtreeRoot): Uint8Array[] => {
  checkRange('size', size, 1, Number.MAX_SAFE_INTEGER)
  checkRange('index', index, 0, size - 1)
  const path: Uint8Array[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    if (index < middle) {
      path.push(subtreeRoot(middle, end))
      end = middle
    } else {
      path.push(subtreeRoot(start, middle))
      start = middle
    }
  }
  return path.reverse()
}

/**
 * PROOF(first, D_second) of §2.1.4.1. Empty when the sizes are equal or `first` is 0 (nothing to be consistent with).
 * Throws PROOF_MALFORMED unless 0 <= first <= second.
 */
export const consistencyProof = (first: number, second: number, subtreeRoot: SubtreeRoot): Uint8Array[] => {
  checkRange('second', second, 0, Number.MAX_SAFE_INTEGER)
  checkRange('first', first, 0, second)
  if (first === 0 || first === second) return []
  const path: Uint8Array[] = []
  let [start, end] = [0, second]
  while (end !== first) {
    const middle = start + splitPoint(end - start)
    if (first <= middle) {
      path.push(subtreeRoot(middle, end))
      end = middle
    } else {
      path.push(subtreeRoot(start, middle))
      start = middle
    }
  }
  // The subtree that ends at `first` is named only when it is not the whole old tree, whose root the verifier has (b = false).
  if (start > 0) path.push(subtreeRoot(start, end))
  return path.reverse()
}

/** inclusionProof over leaf hashes in memory. */
export const inclusionPath = (leafHashes: readonly Uint8Array[], index: number): Uint8Array[] =>
  inclusionProof(index, leafHashes.length, subtreeRootOf(leafHashes))

/** consistencyProof from the first `first` leaves to all of `leafHashes`, in memory. */
export const consistencyPath = (leafHashes: readonly Uint8Array[], first: number): Uint8Array[] =>
  consistencyProof(first, leafHashes.length, subtreeRootOf(leafHashes))

/** No tree of up to 2^53-1 leaves needs more; longer paths are refused before any hashing. */
const maxPath = 64

/** Proof hashes as they come over the wire: at most 64 strings of 64 lower-case hexadecimal characters. Throws PROOF_MALFORMED. */
export const parsePath = (hashes: unknown): Uint8Array[] => {
  if (!Array.isArray(hashes) || hashes.length > maxPath)
    throw fault('PROOF_MALFORMED', 'path', `at most ${maxPath} hashes`)
  return hashes.map((hash: unknown, index) => {
    if (typeof hash !== 'string' || hash.length !== 64) throw fault('PROOF_MALFORMED', `path.${index}`, '32 bytes')
    return hexDecode(hash)
  })
}

const checkHashes = (name: string, hashes: readonly Uint8Array[]): void => {
  if (hashes.length > maxPath) throw fault('PROOF_MALFORMED', name, `at most ${maxPath} hashes`)
  if (hashes.some((hash) => hash.length !== 32)) throw fault('PROOF_MALFORMED', name, 'hashes of 32 bytes')
}

const isOdd = (value: number): boolean => value % 2 === 1
// Not >> 1: shifts cut a number to 32 bits.
const half = (value: number): number => Math.floor(value / 2)

/** Is the node `fn` of a level whose last node is `sn` joined with its left neighbour? (RFC 9162: "LSB(fn) is set, or fn equals sn") */
const joinsLeft = (fn: number, sn: number): boolean => isOdd(fn) || fn === sn

/** One level up, and past the levels at which the last node has no sibling ("right-shift … until LSB(fn) is set or fn is 0"). */
const climb = (fn: number, sn: number, skip: boolean): [fn: number, sn: number] => {
  let [f, s] = [fn, sn]
  while (skip && !isOdd(f) && f !== 0) [f, s] = [half(f), half(s)]
  return [half(f), half(s)]
}

/** The root that `path` leads to and the number left of the last node: 0 when the path has the right length (§2.1.3.2, steps 2-4). */
const climbPath = (proof: { leafHash: Uint8Array; index: number; size: number; path: readonly Uint8Array[] }) => {
  let [fn, sn, root] = [proof.index, proof.size - 1, proof.leafHash]
  for (const sibling of proof.path) {
    if (sn === 0) throw new AppError('INCLUSION_INVALID')
    const left = joinsLeft(fn, sn)
    root = left ? nodeHash(sibling, root) : nodeHash(root, sibling)
    ;[fn, sn] = climb(fn, sn, left)
  }
  return { root, sn }
}

/**
 * RFC 9162 §2.1.3.2: the entry of `leafHash` is number `index` of the tree of `size` entries whose root is `root`.
 * Throws PROOF_MALFORMED for hashes that are not 32 bytes, more than 64 of them or no such index; else INCLUSION_INVALID.
 */
export const verifyInclusion = (proof: {
  leafHash: Uint8Array
  index: number
  size: number
  path: readonly Uint8Array[]
  root: Uint8Array
}): void => {
  checkRange('size', proof.size, 1, Number.MAX_SAFE_INTEGER)
  checkRange('index', proof.index, 0, proof.size - 1)
  checkHashes('path', proof.path)
  checkHashes('root', [proof.leafHash, proof.root])
  const { root, sn } = climbPath(proof)
  if (sn !== 0 || !equalBytes(root, proof.root)) throw new AppError('INCLUSION_INVALID')
}

const isPowerOfTwo = (value: number): boolean => value === 1 || splitPoint(value) * 2 === value

/** Steps 2-6 of §2.1.4.2 for 0 < first < second: both roots as the path has them. */
const climbBoth = (first: number, second: number, path: readonly Uint8Array[]): Record<'fr' | 'sr', Uint8Array> => {
  const [seed, ...rest] = path
  if (seed === undefined) throw new AppError('CONSISTENCY_INVALID')
  let [fn, sn] = [first - 1, second - 1]
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)]
  let [fr, sr] = [seed, seed]
  for (const node of rest) {
    if (sn === 0) throw new AppError('CONSISTENCY_INVALID')
    const left = joinsLeft(fn, sn)
    if (left) fr = nodeHash(node, fr)
    sr = left ? nodeHash(node, sr) : nodeHash(sr, node)
    ;[fn, sn] = climb(fn, sn, left)
  }
  if (sn !== 0) throw new AppError('CONSISTENCY_INVALID')
  return { fr, sr }
}

/**
 * RFC 9162 §2.1.4.2: the tree of `second` entries begins with the tree of `first` entries. Equal sizes need equal roots and an empty
 * path; from an empty tree (root = SHA-256 of nothing) every tree follows, with an empty path.
 * Throws PROOF_MALFORMED for hashes that are not 32 bytes, more than 64 of them or not 0 <= first <= second; else CONSISTENCY_INVALID.
 */
export const verifyConsistency = (proof: {
  first: number
  second: number
  firstRoot: Uint8Array
  secondRoot: Uint8Array
  path: readonly Uint8Array[]
}): void => {
  const { first, second, firstRoot, secondRoot, path } = proof
  checkRange('second', second, 0, Number.MAX_SAFE_INTEGER)
  checkRange('first', first, 0, second)
  checkHashes('path', path)
  checkHashes('root', [firstRoot, secondRoot])
  const require = (holds: boolean): void => {
    if (!holds) throw new AppError('CONSISTENCY_INVALID')
  }
  if (first === second || first === 0) {
    require(path.length === 0)
    require(equalBytes(firstRoot, first === 0 ? emptyRoot() : secondRoot))
    if (second === 0) require(equalBytes(secondRoot, emptyRoot()))
    return
  }
  const { fr, sr } = climbBoth(first, second, isPowerOfTwo(first) ? [firstRoot, ...path] : path)
  require(equalBytes(fr, firstRoot) && equalBytes(sr, secondRoot))
}
