// SHA-256 by Node's OpenSSL for the ledger's hot path: the same hashes as shared/src/proof/hash.ts, several times faster.
import { hash } from 'node:crypto'

/** By way of hexadecimal: Node makes a string of a digest several times faster than a buffer. */
export const sha256 = (bytes: Uint8Array | string): Buffer => Buffer.from(hash('sha256', bytes, 'hex'), 'hex')
export const sha256Hex = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex')
/** 32 characters, one a byte: the form that Node makes fastest. */
export const sha256Latin1 = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'binary')

const leafPrefix = Uint8Array.of(0)

/** RFC 9162 §2.1.1: HASH(0x00 ‖ entry). */
export const leafHash = (entry: Uint8Array): Buffer => sha256(Buffer.concat([leafPrefix, entry]))

/** The prefix 0x01 and room for two hashes, filled anew each time. */
const node = Buffer.alloc(65, 1)

/** RFC 9162 §2.1.1: HASH(0x01 ‖ left ‖ right), of two hashes of 32 bytes. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => {
  node.set(left, 1)
  node.set(right, 33)
  return sha256(node)
}

/** nodeHash of the two hashes that stand at `children` in `hashes`, written to `at` there. */
export const joinNodes = (hashes: Buffer, children: number, at: number): void => {
  hashes.copy(node, 1, children, children + 64)
  hashes.write(sha256Latin1(node), at, 'latin1')
}
