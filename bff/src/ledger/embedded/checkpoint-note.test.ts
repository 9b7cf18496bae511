// The node's checkpoint: readable by every C2SP verifier, and bound to the block.
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { formatVerifierKey, makeVerifierKey } from '@ectrace/shared/proof/verifier-key'
import { readCheckpoint, signCheckpoint } from './checkpoint-note.ts'
import type { Sealed } from './checkpoint-note.ts'
import { sha256Hex } from './digest.ts'
import { checkpointReader } from './log-key.ts'

const pair = generateKeyPairSync('ed25519')
const raw = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
const key = makeVerifierKey('ectrace/0123/1', raw)
const reader = checkpointReader(formatVerifierKey(key))
const sealed: Sealed = {
  size: 12,
  root: sha256Hex('root'),
  time: '2026-01-01T00:00:00.000Z',
  height: 3,
  hash: sha256Hex('block'),
}
const note = signCheckpoint({ key, privateKey: pair.privateKey }, sealed)

describe("the node's checkpoint", () => {
  test('says origin, size, root and time to a C2SP verifier, and the block in a line of its own', () => {
    expect(note.split('\n').slice(0, 5)).toEqual([
      'ectrace/0123/1',
      '12',
      expect.any(String),
      `time ${sealed.time}`,
      `block 3 ${sealed.hash}`,
    ])
    expect(verifyCheckpoint(note, formatVerifierKey(key))).toMatchObject({
      origin: key.name,
      size: 12,
      time: sealed.time,
    })
  })

  test('reads back as it was sealed', () => {
    expect(readCheckpoint(reader, note)).toEqual(sealed)
  })

  test('fits one sector, with room for the largest numbers', () => {
    const name = `ectrace/${'f'.repeat(32)}/9999`
    const large = { ...sealed, size: Number.MAX_SAFE_INTEGER, height: 999_999_999_999_999 }
    const longest = signCheckpoint({ key: makeVerifierKey(name, raw), privateKey: pair.privateKey }, large)
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(512)
  })

  test('with any character changed is not read', () => {
    for (let at = 0; at < note.length - 1; at++) {
      const other = note[at] === 'A' ? 'B' : 'A'
      expect([at, readCheckpoint(reader, note.slice(0, at) + other + note.slice(at + 1))]).toEqual([at, undefined])
    }
  })

  test('of another key, without a block or with two of them is not read', () => {
    const other = generateKeyPairSync('ed25519')
    expect(readCheckpoint(reader, signCheckpoint({ key, privateKey: other.privateKey }, sealed))).toBeUndefined()
    const twice = signCheckpoint(
      { key, privateKey: pair.privateKey },
      { ...sealed, hash: `${sealed.hash}\nblock 4 ${sealed.hash}` },
    )
    expect(readCheckpoint(reader, twice)).toBeUndefined()
    expect(readCheckpoint(reader, '')).toBeUndefined()
  })
})
