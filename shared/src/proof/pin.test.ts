import { describe, expect, test } from '@jest/globals'
import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import vectors from '../../vectors/record.json' with { type: 'json' }
import { hexDecode, hexEncode, utf8Encode } from './bytes.ts'
import { formatCheckpointBody, verifyCheckpoint } from './checkpoint.ts'
import { leafHash } from './hash.ts'
import { consistencyPath, merkleRoot } from './merkle.ts'
import { advancePin, verifyFreshness } from './pin.ts'
import { signNote } from './signed-note.ts'
import { formatVerifierKey, makeVerifierKey } from './verifier-key.ts'

const { verifierKey } = vectors
const refusal = (code: string) => expect.objectContaining({ code })
const first = advancePin(undefined, { checkpointText: vectors.earlierCheckpoint }, verifierKey)

const secret = hexDecode('0b'.repeat(32))
const key = makeVerifierKey('log.example/1', ed25519.getPublicKey(secret))
const keyText = formatVerifierKey(key)
/** The checkpoint that a log holding `leaves` signs. */
const checkpointOf = (leaves: readonly Uint8Array[], minute = 0): string => {
  const time = `2026-03-01T08:${String(minute).padStart(2, '0')}:00.000Z`
  const body = formatCheckpointBody({ origin: key.name, size: leaves.length, root: merkleRoot(leaves), time })
  return signNote(body, key, (message) => ed25519.sign(message, secret))
}
const history = (name: string, size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, index) => leafHash(utf8Encode(`${name} ${index}`)))
const path = (leaves: readonly Uint8Array[], from: number): string[] => consistencyPath(leaves, from).map(hexEncode)

describe('the golden log', () => {
  test('is pinned on first use and followed when it grows', () => {
    expect(first).toMatchObject({ verifierKey, size: 4, time: '2026-03-01T07:59:00.000Z' })
    const next = advancePin(
      first,
      { checkpointText: vectors.checkpoint, consistency: vectors.consistency },
      verifierKey,
    )
    const { root } = verifyCheckpoint(vectors.checkpoint, verifierKey)
    expect(next).toEqual({ verifierKey, size: 7, root: hexEncode(root), time: '2026-03-01T08:00:01.000Z' })
  })

  test('is refused when it goes back, and the old pin stays as it was', () => {
    const pin = advancePin(undefined, { checkpointText: vectors.checkpoint }, verifierKey)
    const before = { ...pin }
    expect(() => advancePin(pin, { checkpointText: vectors.earlierCheckpoint }, verifierKey)).toThrow(
      refusal('CHECKPOINT_ROLLED_BACK'),
    )
    expect(pin).toEqual(before)
  })

  test('is refused without a consistency proof or with a false or malformed one', () => {
    const offer = (consistency?: string[]) => () =>
      advancePin(first, { checkpointText: vectors.checkpoint, ...(consistency && { consistency }) }, verifierKey)
    expect(offer()).toThrow(refusal('CONSISTENCY_INVALID'))
    expect(offer(['00'.repeat(32)])).toThrow(refusal('CONSISTENCY_INVALID'))
    expect(offer([...vectors.consistency, '00'.repeat(32)])).toThrow(refusal('CONSISTENCY_INVALID'))
    expect(offer(['00'])).toThrow(refusal('PROOF_MALFORMED'))
    expect(offer(Array(65).fill('00'.repeat(32)) as string[])).toThrow(refusal('PROOF_MALFORMED'))
  })

  test('is refused under another key, whether pinned or offered', () => {
    expect(() => advancePin(first, { checkpointText: vectors.checkpoint }, keyText)).toThrow(
      refusal('CHECKPOINT_WRONG_LOG'),
    )
    expect(() => advancePin(undefined, { checkpointText: vectors.checkpoint }, keyText)).toThrow(
      refusal('CHECKPOINT_WRONG_LOG'),
    )
  })
})

test('a new key under the same name does not inherit the trust of the old one', () => {
  const leaves = history('shown', 3)
  const pin = advancePin(undefined, { checkpointText: checkpointOf(leaves) }, keyText)
  const newSecret = hexDecode('0c'.repeat(32))
  const newKey = makeVerifierKey(key.name, ed25519.getPublicKey(newSecret))
  const body = checkpointOf(leaves).split('\n\n')[0] ?? ''
  const checkpointText = signNote(`${body}\n`, newKey, (message) => ed25519.sign(message, newSecret))
  const newKeyText = formatVerifierKey(newKey)
  expect(() => advancePin(pin, { checkpointText, consistency: [] }, newKeyText)).toThrow(
    refusal('CHECKPOINT_WRONG_LOG'),
  )
  expect(() => advancePin(pin, { checkpointText, consistency: [] }, keyText)).toThrow(refusal('CHECKPOINT_SIGNATURE'))
})

describe('a log with two histories', () => {
  const [shown, other] = [history('shown', 9), history('other', 9)]
  const pin = advancePin(undefined, { checkpointText: checkpointOf(shown.slice(0, 5)) }, keyText)

  test('cannot show the same size with another root, nor a longer one that does not grow out of it', () => {
    const same = { checkpointText: checkpointOf(other.slice(0, 5)), consistency: [] }
    expect(() => advancePin(pin, same, keyText)).toThrow(refusal('CHECKPOINT_FORKED'))
    const forked = { checkpointText: checkpointOf(other), consistency: path(other, 5) }
    expect(() => advancePin(pin, forked, keyText)).toThrow(refusal('CONSISTENCY_INVALID'))
  })

  test('may repeat a checkpoint, with a newer time', () => {
    const again = advancePin(pin, { checkpointText: checkpointOf(shown.slice(0, 5), 9), consistency: [] }, keyText)
    expect(again).toEqual({ ...pin, time: '2026-03-01T08:09:00.000Z' })
  })

  test('an honest log is followed through any sequence of sizes, a fork at any point is seen', () => {
    const long = history('shown', 40)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 5 }),
        fc.nat(39),
        (sizes, forkAt) => {
          const steps = sizes.sort((a, b) => a - b)
          let followed = advancePin(undefined, { checkpointText: checkpointOf(long.slice(0, steps[0])) }, keyText)
          for (const size of steps.slice(1)) {
            const leaves = long.slice(0, size)
            const forked = leaves.map((leaf, n) => (n === forkAt % Math.max(followed.size, 1) ? leafHash(leaf) : leaf))
            const offer = (of: Uint8Array[]) => ({
              checkpointText: checkpointOf(of),
              consistency: path(of, followed.size),
            })
            if (followed.size > 0)
              expect(() => advancePin(followed, offer(forked), keyText)).toThrow(refusal('CONSISTENCY_INVALID'))
            followed = advancePin(followed, offer(leaves), keyText)
            expect(followed.size).toBe(size)
          }
        },
      ),
      { numRuns: 8 },
    )
  })
})

describe('a log that went back', () => {
  const leaves = history('shown', 9)
  const pin = advancePin(undefined, { checkpointText: checkpointOf(leaves, 5) }, keyText)
  const offered = (checkpointText: string) => () => advancePin(pin, { checkpointText, consistency: [] }, keyText)

  test('shows an old checkpoint again, or was cut short and signed anew: the time tells which', () => {
    expect(offered(checkpointOf(leaves.slice(0, 6), 4))).toThrow(refusal('CHECKPOINT_ROLLED_BACK'))
    expect(offered(checkpointOf(leaves.slice(0, 6), 6))).toThrow(refusal('CHECKPOINT_SHORTENED'))
    expect(offered(checkpointOf([], 6))).toThrow(refusal('CHECKPOINT_SHORTENED'))
  })

  test('cannot pass off the root of one size as that of another, larger or smaller', () => {
    for (const size of [8, 10, 16, Number.MAX_SAFE_INTEGER]) {
      const time = '2026-03-01T09:00:00.000Z'
      const body = formatCheckpointBody({ origin: key.name, size, root: merkleRoot(leaves), time })
      const note = signNote(body, key, (message) => ed25519.sign(message, secret))
      expect(offered(note)).toThrow(refusal('CHECKPOINT_SIZE_FALSE'))
    }
  })
})

test('a pin whose root was damaged in storage is told from a false log', () => {
  const next = verifyCheckpoint(vectors.checkpoint, verifierKey)
  expect(() => verifyFreshness({ ...first, root: 'zz' }, next, vectors.consistency)).toThrow(refusal('PROOF_MALFORMED'))
  expect(() => verifyFreshness({ ...first, size: -1 }, next, vectors.consistency)).toThrow(refusal('PROOF_MALFORMED'))
})
