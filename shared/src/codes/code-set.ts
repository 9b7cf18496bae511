// The Merkle leaf of a code and the root over a list of codes: the bytes behind minted sets and dispatched units, fixed for ever.
import { hexEncode, utf8Encode } from '../proof/bytes.ts'
import { leafHash } from '../proof/hash.ts'
import { merkleRoot } from '../proof/merkle.ts'

/** Leaf hash of a code's canonical path. */
export const codeLeaf = (path: string): Uint8Array => leafHash(utf8Encode(path))

/** Root over codes in the order given, hexadecimal. */
export const codesRoot = (paths: readonly string[]): string => hexEncode(merkleRoot(paths.map(codeLeaf)))
