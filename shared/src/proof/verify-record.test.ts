import { describe, expect, test } from '@jest/globals'
import { p256 } from '@noble/curves/nist.js'
import fc from 'fast-check'
import vectors from '../../vectors/record.json' with { type: 'json' }
import { AppError } from '../errors.ts'
import { hexDecode, hexEncode } from './bytes.ts'
import { verifyCheckpoint } from './checkpoint.ts'
import { envelopeBytes, leafBytes, parseLeaf, userId, type Envelope, type Leaf } from './envelope.ts'
import { leafHash } from './hash.ts'
import { merkleRoot } from './merkle.ts'
import { verifyRecord, type RecordEvidence } from './verify-record.ts'

const evidence: RecordEvidence = {
  leaf: parseLeaf(vectors.leaf),
  operation: 0,
  fields: vectors.openings,
  leafIndex: vectors.leafIndex,
  path: vectors.path,
  publicKey: vectors.publicKey,
  checkpoint: verifyCheckpoint(vectors.checkpoint, vectors.verifierKey),
}
/** Evidence as a hostile server may send it: any member may hold anything. */
const hostile = (change: Partial<Record<keyof RecordEvidence, unknown>>): RecordEvidence =>
  ({ ...evidence, ...change }) as RecordEvidence
const refusal = (code: string) => expect.objectContaining({ code })
const mirror = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1)

test('the golden record is verified, and what it says comes from the signed leaf', () => {
  expect(verifyRecord(evidence)).toEqual({
    transaction: vectors.transactionId,
    operation: vectors.envelope.operations[0],
    caller: vectors.userId,
    time: vectors.envelope.time,
    custody: 'own',
  })
})

describe('each alteration turns red with its own code', () => {
  test.each(Object.keys(vectors.openings))('painted value and salt of %s', (field) => {
    const openings: Record<string, { salt: string; value: unknown }> = vectors.openings
    const opening = openings[field] ?? { salt: '', value: null }
    const named = expect.objectContaining({
      code: 'FIELD_DIGEST_MISMATCH',
      details: { faults: [{ field, rule: 'digest' }] },
    })
    for (const changed of [
      { ...opening, value: 'painted otherwise' },
      { ...opening, salt: mirror(opening.salt, 5) },
      { ...opening, salt: 'short' },
    ])
      expect(() => verifyRecord(hostile({ fields: { ...openings, [field]: changed } }))).toThrow(named)
  })

  test('every character of the signature', () => {
    for (let at = 0; at < 128; at += 3) {
      const leaf = { ...vectors.leaf, signature: mirror(vectors.leaf.signature, at) }
      expect(() => verifyRecord(hostile({ leaf }))).toThrow(refusal('SIGNATURE_INVALID'))
    }
  })

  test('the signed envelope, with the digest put right for the painted value', () => {
    const leaf = { ...vectors.leaf, envelope: { ...vectors.envelope, time: '2026-03-01T08:00:00.001Z' } }
    expect(() => verifyRecord(hostile({ leaf }))).toThrow(refusal('SIGNATURE_INVALID'))
  })

  test.each(['height', 'index', 'writesDigest', 'eventsDigest'] as const)(
    '%s of the leaf, which the user did not sign',
    (member) => {
      const value = typeof vectors.leaf[member] === 'number' ? 7 : '55'.repeat(32)
      expect(() => verifyRecord(hostile({ leaf: { ...vectors.leaf, [member]: value } }))).toThrow(
        refusal('INCLUSION_INVALID'),
      )
    },
  )

  test('every node of the path, its order and its length', () => {
    for (const [n, node] of vectors.path.entries()) {
      for (const at of [0, 31, 63]) {
        const path = vectors.path.map((each, m) => (m === n ? mirror(node, at) : each))
        expect(() => verifyRecord(hostile({ path }))).toThrow(refusal('INCLUSION_INVALID'))
      }
    }
    for (const path of [[], [...vectors.path].reverse(), vectors.path.slice(1), [...vectors.path, vectors.leafHash]])
      expect(() => verifyRecord(hostile({ path }))).toThrow(refusal('INCLUSION_INVALID'))
  })

  test('the number of the entry', () => {
    for (const leafIndex of [0, 1, 2, 3, 5, 6])
      expect(() => verifyRecord(hostile({ leafIndex }))).toThrow(refusal('INCLUSION_INVALID'))
    for (const leafIndex of [7, -1, 4.5, '4', null, undefined])
      expect(() => verifyRecord(hostile({ leafIndex }))).toThrow(refusal('PROOF_MALFORMED'))
  })

  test('size, root and time in the checkpoint text break its signature', () => {
    for (const [from, to] of [
      ['\n7\n', '\n8\n'],
      ['\nLMh', '\nLMi'],
      ['08:00:01', '08:00:02'],
    ] as const)
      expect(() => verifyCheckpoint(vectors.checkpoint.replace(from, to), vectors.verifierKey)).toThrow(
        refusal('CHECKPOINT_SIGNATURE'),
      )
  })

  test('an older checkpoint does not contain the record', () => {
    const checkpoint = verifyCheckpoint(vectors.earlierCheckpoint, vectors.verifierKey)
    expect(() => verifyRecord({ ...evidence, checkpoint })).toThrow(refusal('PROOF_MALFORMED'))
    expect(() => verifyRecord({ ...evidence, checkpoint, leafIndex: 3 })).toThrow(refusal('INCLUSION_INVALID'))
  })
})

describe('a log that writes what nobody signed for it', () => {
  const secret = hexDecode('07'.repeat(32))
  const publicKey = hexEncode(p256.getPublicKey(secret, true))
  /** The log owner's own leaf, correctly signed by `secret` and truly in a tree of one. */
  const inOwnTree = (change: Partial<Envelope>): RecordEvidence => {
    const envelope = { ...evidence.leaf.envelope, ...change }
    const signature = hexEncode(p256.sign(envelopeBytes(envelope), secret, { prehash: true }))
    const leaf: Leaf = { ...evidence.leaf, envelope, signature }
    const root = merkleRoot([leafHash(leafBytes(leaf))])
    return {
      ...evidence,
      leaf,
      publicKey,
      leafIndex: 0,
      path: [],
      checkpoint: { ...evidence.checkpoint, size: 1, root },
    }
  }

  test('is believed only under the identifier of the key that signed', () => {
    expect(verifyRecord(inOwnTree({ caller: userId(publicKey) })).caller).toBe(userId(publicKey))
    expect(() => verifyRecord(inOwnTree({}))).toThrow(refusal('SIGNATURE_INVALID'))
  })

  test('cannot pass off a transaction that was made for another log', () => {
    const caller = userId(publicKey)
    for (const log of ['ectrace.example/other', 'ectrace.example/7k2mq', 'ectrace.example/7k2mq3/2'])
      expect(() => verifyRecord(inOwnTree({ caller, log }))).toThrow(refusal('LOG_MISMATCH'))
    expect(verifyRecord(inOwnTree({ caller, log: evidence.checkpoint.origin })).caller).toBe(caller)
  })
})

describe('malformed evidence', () => {
  const cases: [string, Partial<Record<keyof RecordEvidence, unknown>>][] = [
    ['no leaf', { leaf: undefined }],
    ['leaf with a further member', { leaf: { ...vectors.leaf, more: 1 } }],
    ['operation that does not exist', { operation: 1 }],
    ['operation named like a method', { operation: 'constructor' }],
    ['fields as a list', { fields: [] }],
    ['opening without value', { fields: { batch: { salt: '00'.repeat(16) } } }],
    ['opening null', { fields: { batch: null } }],
    ['salt that is no text', { fields: { batch: { salt: ['00'.repeat(16)], value: 1 } } }],
    ['path that is no list', { path: 'ab' }],
    ['path of numbers', { path: [1, 2, 3] }],
    ['65 nodes', { path: Array(65).fill('00'.repeat(32)) }],
    ['key that is no text', { publicKey: null }],
    ['uncompressed key', { publicKey: `04${'00'.repeat(64)}` }],
  ]
  test.each(cases)('%s', (_name, change) => {
    expect(() => verifyRecord(hostile(change))).toThrow(refusal('PROOF_MALFORMED'))
  })

  test('whatever a server sends, the outcome is a coded error', () => {
    const noise = fc.record(
      {
        leaf: fc.jsonValue(),
        operation: fc.jsonValue(),
        fields: fc.jsonValue(),
        leafIndex: fc.jsonValue(),
        path: fc.jsonValue(),
        publicKey: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(noise, (change) => {
        fc.pre(Object.keys(change).length > 0)
        // An empty set of painted fields and the true position are no alteration.
        fc.pre(!Object.keys(change).every((name) => name === 'fields' || name === 'operation' || name === 'leafIndex'))
        expect(() => verifyRecord(hostile(change))).toThrow(AppError)
      }),
    )
  })
})
