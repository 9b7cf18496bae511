// One proof for many leaves: the hashes that the leaves themselves do not yield, each once, from left to right.
import { fault, type AppError } from '../errors.ts'
import { nodeHash } from './hash.ts'
import { splitPoint, type SubtreeRoot } from './merkle.ts'

/** Most leaves in one proof: an act names at most 500 loose codes. */
export const maxLeaves = 500

/** Levels of the largest tree: no leaf needs more siblings. */
const deepest = 53

/** A leaf's number in the tree and its 32-byte leaf hash. */
export type IndexedLeaf = { index: number; hash: Uint8Array }

const malformed = (field: string, rule: string): AppError => fault('PROOF_MALFORMED', field, rule)

const checkLeaves = (leaves: readonly { index: number }[], size: number): void => {
  if (!Number.isSafeInteger(size) || size < 1) throw malformed('size', 'integer from 1')
  if (leaves.length < 1 || leaves.length > maxLeaves) throw malformed('leaves', `1 to ${maxLeaves} leaves`)
  let previous = -1
  for (const { index } of leaves) {
    if (!Number.isSafeInteger(index) || index <= previous || index >= size)
      throw malformed('leaves', 'indices ascending, each once, below the size')
    previous = index
  }
}

type Visit<Leaf, Result> = {
  known: (leaf: Leaf) => Result
  unknown: (start: number, end: number) => Result
  join: (left: Result, right: Result) => Result
}

/** Folds the tree over start..end, left before right, going down only where `leaves` are. The depth is the tree's: at most 53. */
const fold = <Leaf extends { index: number }, Result>(
  leaves: readonly Leaf[],
  start: number,
  end: number,
  visit: Visit<Leaf, Result>,
): Result => {
  const [first] = leaves
  if (first === undefined) return visit.unknown(start, end)
  if (end - start === 1) return visit.known(first)
  const middle = start + splitPoint(end - start)
  const [left, right] = [leaves.filter(({ index }) => index < middle), leaves.filter(({ index }) => index >= middle)]
  return visit.join(fold(left, start, middle, visit), fold(right, middle, end, visit))
}

/**
 * The proof that the leaves `indices` (ascending, unique, 1 to 500) stand in the tree of `size` leaves: 32-byte hashes.
 * Throws PROOF_MALFORMED when the indices are not so.
 */
export const makeMultiproof = (indices: readonly number[], size: number, subtreeRoot: SubtreeRoot): Uint8Array[] => {
  const leaves = indices.map((index) => ({ index }))
  checkLeaves(leaves, size)
  return fold<{ index: number }, Uint8Array[]>(leaves, 0, size, {
    known: () => [],
    unknown: (start, end) => [subtreeRoot(start, end)],
    join: (left, right) => [...left, ...right],
  })
}

/**
 * The root that `leaves` and `proof` lead to; the caller compares it with the one it trusts. Every hash of the proof is used exactly
 * once. Throws PROOF_MALFORMED for leaves out of order, repeated, none or beyond `size`, and for a proof of another length.
 */
export const multiproofRoot = (
  leaves: readonly IndexedLeaf[],
  size: number,
  proof: readonly Uint8Array[],
): Uint8Array => {
  checkLeaves(leaves, size)
  if (proof.length > leaves.length * deepest) throw malformed('proof', 'a hash is left over')
  const hashes = [...leaves.map(({ hash }) => hash), ...proof]
  if (hashes.some((hash) => hash.length !== 32)) throw malformed('proof', 'hashes of 32 bytes')
  let used = 0
  const root = fold<IndexedLeaf, Uint8Array>(leaves, 0, size, {
    known: ({ hash }) => hash,
    unknown: () => {
      const hash = proof[used++]
      if (hash === undefined) throw malformed('proof', 'a hash is missing')
      return hash
    },
    join: nodeHash,
  })
  if (used !== proof.length) throw malformed('proof', 'a hash is left over')
  return root
}
