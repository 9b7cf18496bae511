// Both implementations of SHA-256 behind shared/src/proof/hash.ts agree.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { leafHash, nodeHash, sha256, sha256Hex } from '@ectrace/shared/proof/hash'
import { useNativeSha256 } from './native-sha256.ts'

const samples = fc.sample(fc.uint8Array({ maxLength: 300 }), { numRuns: 200, seed: 1 })
const hashes = (): unknown[] =>
  samples.map((bytes) => [sha256(bytes), sha256Hex(bytes), leafHash(bytes), nodeHash(sha256(bytes), bytes)])

test('OpenSSL gives the same bytes as the implementation in JavaScript, as plain Uint8Arrays', () => {
  const before = hashes()
  useNativeSha256()
  expect(hashes()).toEqual(before)
  const digest = sha256(Uint8Array.of(1, 2, 3))
  expect(Object.getPrototypeOf(digest)).toBe(Uint8Array.prototype)
  expect(digest.slice(0).buffer).not.toBe(digest.buffer)
})
