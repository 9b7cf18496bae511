import { describe, expect, test } from '@jest/globals'
import { ed25519 } from '@noble/curves/ed25519.js'
import vectors from '../../vectors/epoch.json' with { type: 'json' }
import { hexDecode, hexEncode, utf8Encode } from './bytes.ts'
import { formatCheckpointBody } from './checkpoint.ts'
import { followKeys, signEndorsement, verifyEndorsement } from './epoch.ts'
import type { Endorsement } from './epoch.ts'
import { leafHash } from './hash.ts'
import { mayHold } from './log-name.ts'
import { consistencyPath, merkleRoot } from './merkle.ts'
import { advancePin, pinBase } from './pin.ts'
import type { Pin } from './pin.ts'
import { signNote } from './signed-note.ts'
import { formatVerifierKey, makeVerifierKey } from './verifier-key.ts'

const refusal = (code: string) => expect.objectContaining({ code })

const epoch = (n: number, log = 'ectrace.example/7k2mq3') => {
  const secret = hexDecode(n.toString(16).padStart(2, '0').repeat(32))
  const key = makeVerifierKey(`${log}/${n}`, ed25519.getPublicKey(secret))
  const sign = (bytes: Uint8Array): Uint8Array => ed25519.sign(bytes, secret)
  return { key, text: formatVerifierKey(key), sign }
}
const [one, two, three] = [epoch(1), epoch(2), epoch(3)]

const entries = (name: string, size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, index) => leafHash(utf8Encode(`${name} ${index}`)))
const rootOf = (leaves: readonly Uint8Array[]): string => hexEncode(merkleRoot(leaves))
const old = entries('before', 9)

/** The log of `by` is restored to `size` entries of `old` and goes on under the key of `next`. */
const restored = (by: typeof one, next: typeof one, size: number, lostTo: number | null = 9): Endorsement => ({
  from: by.text,
  to: next.text,
  size,
  root: rootOf(old.slice(0, size)),
  height: size,
  hash: 'ab'.repeat(32),
  lostTo,
  time: '2026-03-02T08:00:00.000Z',
})
const note = (by: typeof one, next: typeof one, size: number, lostTo?: number | null): string =>
  signEndorsement(restored(by, next, size, lostTo), by.sign)

const checkpointOf = (by: typeof one, leaves: readonly Uint8Array[]): string => {
  const said = { origin: by.key.name, size: leaves.length, root: merkleRoot(leaves), time: '2026-03-02T09:00:00.000Z' }
  return signNote(formatCheckpointBody(said), by.key, by.sign)
}
const pinAt = (by: typeof one, leaves: readonly Uint8Array[]): Pin =>
  advancePin(undefined, { checkpointText: checkpointOf(by, leaves) }, by.text)
const pathFrom = (leaves: readonly Uint8Array[], from: number): string[] => consistencyPath(leaves, from).map(hexEncode)

describe('an endorsement', () => {
  test('has the bytes of the vector and reads back as what was signed', () => {
    const made = signEndorsement(vectors.endorsement, ed25519Signer(vectors.secretKey))
    expect(made).toBe(vectors.note)
    expect(verifyEndorsement(vectors.note)).toEqual(vectors.endorsement)
  })

  test('says that nobody knows how far the lost part went', () => {
    expect(verifyEndorsement(note(one, two, 5, null)).lostTo).toBeNull()
  })

  test('breaks with any changed character', () => {
    for (let at = 0; at < vectors.note.length; at++) {
      const other = vectors.note.charAt(at) === 'A' ? 'B' : 'A'
      expect(() => verifyEndorsement(vectors.note.slice(0, at) + other + vectors.note.slice(at + 1))).toThrow()
    }
  })

  test.each<[string, Partial<Endorsement>]>([
    ['two keys of different logs', { to: epoch(2, 'ectrace.example/other').text }],
    ['an epoch that does not rise', { to: one.text }],
    ['a loss that ends before it begins', { lostTo: 4 }],
    ['an hour that does not exist', { time: '2026-03-02T25:00:00.000Z' }],
    ['a negative size', { size: -1 }],
  ])('is not made about %s', (_title, change) => {
    expect(() => signEndorsement({ ...restored(one, two, 5), ...change }, one.sign)).toThrow(
      refusal('CHECKPOINT_MALFORMED'),
    )
  })

  test('signed by another key, huge, or with a line too many is refused', () => {
    expect(() => verifyEndorsement(signEndorsement(restored(one, two, 5), three.sign))).toThrow(
      refusal('CHECKPOINT_SIGNATURE'),
    )
    expect(() => verifyEndorsement('x'.repeat(5_000))).toThrow(refusal('CHECKPOINT_MALFORMED'))
    expect(() => verifyEndorsement(vectors.note.replace('\nsize', '\nmore 1\nsize'))).toThrow(
      refusal('CHECKPOINT_MALFORMED'),
    )
  })
})

const ed25519Signer =
  (secret: string) =>
  (bytes: Uint8Array): Uint8Array =>
    ed25519.sign(bytes, hexDecode(secret))

describe('a chain of keys', () => {
  test('leads over every epoch between, in whatever order the notes come', () => {
    const notes = [note(two, three, 7), note(one, two, 5)]
    expect(followKeys(one.text, three.text, notes).map(({ to }) => to)).toEqual([two.text, three.text])
    expect(followKeys(three.text, three.text, [])).toEqual([])
  })

  test('that is broken, runs backwards or is too long is no chain', () => {
    expect(() => followKeys(one.text, three.text, [note(two, three, 7)])).toThrow(refusal('CHECKPOINT_WRONG_LOG'))
    expect(() => followKeys(two.text, one.text, [note(one, two, 5)])).toThrow(refusal('CHECKPOINT_WRONG_LOG'))
    const many = Array.from({ length: 65 }, () => note(one, two, 5))
    expect(() => followKeys(one.text, two.text, many)).toThrow(refusal('CHECKPOINT_MALFORMED'))
  })
})

describe('a pin after a restore', () => {
  const log = [...old.slice(0, 5), ...entries('after', 4)]
  const endorsements = [note(one, two, 5)]
  const checkpointText = checkpointOf(two, log)

  test('that saw nothing of what was lost goes on from where it was, and hears of the restore', () => {
    const pin = pinAt(one, old.slice(0, 4))
    expect(pinBase(pin, two.text, endorsements)).toEqual({
      ...{ size: 4, root: pin.root },
      restored: { origin: two.key.name, lostFrom: 5, lostTo: 9, seen: false },
    })
    const offer = { checkpointText, consistency: pathFrom(log, 4), endorsements }
    expect(advancePin(pin, offer, two.text)).toMatchObject({ verifierKey: two.text, size: 9, root: rootOf(log) })
  })

  test('that saw more than was restored is told what was lost and goes on from there', () => {
    const pin = pinAt(one, old.slice(0, 8))
    expect(pinBase(pin, two.text, endorsements)).toMatchObject({
      ...{ size: 5, root: rootOf(old.slice(0, 5)) },
      restored: { lostFrom: 5, lostTo: 9, seen: true },
    })
    const offer = { checkpointText, consistency: pathFrom(log, 5), endorsements }
    expect(advancePin(pin, offer, two.text)).toMatchObject({ verifierKey: two.text, size: 9 })
  })

  test('is held to the lowest point of several restores', () => {
    const notes = [note(one, two, 7), note(two, three, 5, null)]
    expect(pinBase(pinAt(one, old), three.text, notes)).toMatchObject({
      ...{ size: 5, root: rootOf(old.slice(0, 5)) },
      restored: { origin: three.key.name, lostFrom: 5, lostTo: null, seen: true },
    })
  })

  test('stays where it is without an endorsement by its own key', () => {
    const pin = pinAt(one, old.slice(0, 4))
    const consistency = pathFrom(log, 4)
    for (const given of [undefined, [], [note(two, three, 5)]]) {
      const offer = { checkpointText, consistency, ...(given && { endorsements: given }) }
      expect(() => advancePin(pin, offer, two.text)).toThrow(refusal('CHECKPOINT_WRONG_LOG'))
    }
  })

  test('still sees a fork: the new key may not rewrite what the old one left', () => {
    const forked = [...entries('forged', 5), ...entries('after', 4)]
    const offer = { checkpointText: checkpointOf(two, forked), consistency: pathFrom(forked, 4), endorsements }
    expect(() => advancePin(pinAt(one, old.slice(0, 4)), offer, two.text)).toThrow(refusal('CONSISTENCY_INVALID'))
    const further = { ...offer, consistency: pathFrom(forked, 5) }
    expect(() => advancePin(pinAt(one, old), further, two.text)).toThrow(refusal('CONSISTENCY_INVALID'))
  })

  test('refuses a checkpoint from before the new epoch began', () => {
    const short = old.slice(0, 3)
    const offer = { checkpointText: checkpointOf(two, short), endorsements }
    expect(() => advancePin(pinAt(one, old.slice(0, 4)), offer, two.text)).toThrow(refusal('CHECKPOINT_ROLLED_BACK'))
  })
})

test('a log holds envelopes of its own epoch, of an earlier one and of none, and of no other log', () => {
  const origin = 'ectrace/7k2m/3'
  for (const log of ['ectrace/7k2m', 'ectrace/7k2m/1', origin]) expect(mayHold(origin, log)).toBe(true)
  for (const log of ['ectrace/7k2m/4', 'ectrace', 'ectrace/7k2', 'ectrace/7k2m/03', 'ectrace/other/1'])
    expect(mayHold(origin, log)).toBe(false)
  expect(mayHold('plain', 'other')).toBe(false)
})
