import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { p256 } from '@noble/curves/nist.js'
import fc from 'fast-check'
import vectors from '../../vectors/record.json' with { type: 'json' }
import { AppError } from '../errors.ts'
import { hexDecode, hexEncode, utf8Decode } from './bytes.ts'
import {
  envelopeBytes,
  leafBytes,
  maxFields,
  maxOperations,
  parseEnvelope,
  parseLeaf,
  transactionId,
  userId,
  verifyEnvelope,
} from './envelope.ts'
import { leafHash } from './hash.ts'

const envelope = parseEnvelope(vectors.envelope)
const [operation] = envelope.operations
const { signature } = vectors.leaf
const invalid = expect.objectContaining({ code: 'SIGNATURE_INVALID' })
const refusal = (field: string) =>
  expect.objectContaining({ code: 'VALIDATION_FAILED', details: { faults: [expect.objectContaining({ field })] } })

const omit = (object: object, member: string): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== member))

describe('the golden transaction', () => {
  test('envelope, identifier, signer and leaf are reproduced to the byte', () => {
    expect(utf8Decode(envelopeBytes(envelope))).toBe(vectors.envelopeText)
    expect(transactionId(envelope)).toBe(vectors.transactionId)
    expect(userId(vectors.publicKey)).toBe(vectors.userId)
    const leaf = parseLeaf(vectors.leaf)
    expect(utf8Decode(leafBytes(leaf))).toBe(vectors.leafText)
    expect(hexEncode(leafHash(leafBytes(leaf)))).toBe(vectors.leafHash)
  })

  test('deterministic signing (RFC 6979) gives the golden signature, and it verifies', () => {
    const made = p256.sign(envelopeBytes(envelope), hexDecode(vectors.secretKey), { prehash: true, lowS: false })
    expect(hexEncode(made)).toBe(signature)
    verifyEnvelope(envelope, signature, vectors.publicKey)
  })
})

describe('signatures', () => {
  test('of OpenSSL verify, with high s and with low s', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const yBytes = Buffer.from(y, 'base64url')
    const compressed = `${(yBytes.at(-1) ?? 0) % 2 === 0 ? '02' : '03'}${Buffer.from(x, 'base64url').toString('hex')}`
    const made = sign('sha256', envelopeBytes(envelope), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('hex')
    const order = p256.Point.CURVE().n
    const s = BigInt(`0x${made.slice(64)}`)
    const mirrored = made.slice(0, 64) + (order - s).toString(16).padStart(64, '0')
    verifyEnvelope(envelope, made, compressed)
    verifyEnvelope(envelope, mirrored, compressed)
  })

  test('break with any changed bit of the signature', () => {
    for (let bit = 0; bit < 512; bit += 5) {
      const bytes = hexDecode(signature)
      const changed = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(() => verifyEnvelope(envelope, hexEncode(changed), vectors.publicKey)).toThrow(invalid)
    }
  })

  test('break with any changed member of the envelope', () => {
    const args = { ...operation?.args, batch: 'ab'.repeat(32) }
    const without = parseEnvelope(omit(envelope, 'occurredAt'))
    const changes = [
      { ...envelope, log: 'ectrace.example/other' },
      { ...envelope, channel: 'drugs' },
      { ...envelope, caller: 'UAAAAAAAAAAAAAAAAAAA' },
      { ...envelope, custody: 'hosted' as const },
      { ...envelope, time: '2026-03-01T08:00:00.001Z' },
      { ...envelope, occurredAt: '2026-03-01T07:45:00.001Z' },
      without,
      { ...envelope, nonce: '12'.repeat(32) },
      { ...envelope, request: '12'.repeat(32) },
      { ...envelope, operations: [...envelope.operations, ...envelope.operations] },
      { ...envelope, operations: envelope.operations.map((each) => ({ ...each, args })) },
      { ...envelope, operations: envelope.operations.map((each) => ({ ...each, version: 2 })) },
    ]
    for (const changed of changes) expect(() => verifyEnvelope(changed, signature, vectors.publicKey)).toThrow(invalid)
  })

  test('of the wrong form, by the wrong key or under no key at all are invalid, never a crash', () => {
    const zeros = '00'.repeat(64)
    for (const bad of ['', 'zz', signature.toUpperCase(), signature.slice(2), `${signature}00`, zeros, 'ff'.repeat(64)])
      expect(() => verifyEnvelope(envelope, bad, vectors.publicKey)).toThrow(invalid)
    const uncompressed = hexEncode(p256.getPublicKey(hexDecode(vectors.secretKey), false))
    const other = hexEncode(p256.getPublicKey(hexDecode('01'.repeat(32)), true))
    for (const bad of [
      '',
      '00'.repeat(33),
      '05'.repeat(33),
      `02${'ff'.repeat(32)}`,
      uncompressed,
      other,
      vectors.publicKey.toUpperCase(),
    ])
      expect(() => verifyEnvelope(envelope, signature, bad)).toThrow(invalid)
  })
})

describe('parsing an envelope', () => {
  const withOperation = (change: object) => ({ ...envelope, operations: [{ ...operation, ...change }] })

  test('gives back what was signed, without the parts of the input object', () => {
    expect(parseEnvelope(JSON.parse(vectors.envelopeText))).toEqual(vectors.envelope)
    const without = omit(vectors.envelope, 'occurredAt')
    expect(Object.keys(parseEnvelope(without))).not.toContain('occurredAt')
  })

  const digest = 'ab'.repeat(32)
  const many = Object.fromEntries(Array.from({ length: maxFields + 1 }, (_, n) => [`f${n}`, digest]))
  const cases: [string, unknown, string][] = [
    ['not an object', null, ''],
    ['a list', [], ''],
    ['an unknown member', { ...envelope, extra: 1 }, ''],
    ['an unknown member in place of the optional one', { ...omit(envelope, 'occurredAt'), extra: 1 }, ''],
    ['occurredAt present but undefined', { ...envelope, occurredAt: undefined }, 'occurredAt'],
    ['version 2', { ...envelope, v: 2 }, 'v'],
    ['version "1"', { ...envelope, v: '1' }, 'v'],
    ['log with a space', { ...envelope, log: 'a b' }, 'log'],
    ['log with a plus', { ...envelope, log: 'a+b' }, 'log'],
    ['channel in upper case', { ...envelope, channel: 'Food' }, 'channel'],
    ['no operations', { ...envelope, operations: [] }, 'operations'],
    ['1001 operations', { ...envelope, operations: Array(maxOperations + 1).fill(operation) }, 'operations'],
    ['operations that are no list', { ...envelope, operations: { 0: operation } }, 'operations'],
    ['operation null', { ...envelope, operations: [null] }, 'operations.0'],
    ['operation version 0', withOperation({ version: 0 }), 'operations.0.version'],
    ['operation version 1.5', withOperation({ version: 1.5 }), 'operations.0.version'],
    ['transaction name with a dash', withOperation({ name: 'dispatch-trade' }), 'operations.0.name'],
    ['contract name with a slash', withOperation({ contract: 'a/b' }), 'operations.0.contract'],
    ['args missing', withOperation({ args: undefined }), 'operations.0.args'],
    ['101 fields', withOperation({ args: many }), 'operations.0.args'],
    [
      'field name __proto__',
      withOperation({ args: JSON.parse(`{"__proto__":"${digest}"}`) as unknown }),
      'operations.0.args',
    ],
    ['field name in upper case', withOperation({ args: { Batch: digest } }), 'operations.0.args'],
    ['field name of 41 characters', withOperation({ args: { ['a'.repeat(41)]: digest } }), 'operations.0.args'],
    ['digest in upper case', withOperation({ args: { batch: 'AB'.repeat(32) } }), 'operations.0.args.batch'],
    ['digest of 31 bytes', withOperation({ args: { batch: 'ab'.repeat(31) } }), 'operations.0.args.batch'],
    ['caller in lower case', { ...envelope, caller: envelope.caller.toLowerCase() }, 'caller'],
    ['custody unknown', { ...envelope, custody: 'shared' }, 'custody'],
    ['time without milliseconds', { ...envelope, time: '2026-03-01T08:00:00Z' }, 'time'],
    ['30 February', { ...envelope, time: '2026-02-30T08:00:00.000Z' }, 'time'],
    ['hour 24', { ...envelope, time: '2026-03-01T24:00:00.000Z' }, 'time'],
    ['time as a number', { ...envelope, time: 1772352000000 }, 'time'],
    ['time with a newline', { ...envelope, time: `${envelope.time}\n` }, 'time'],
    ['occurredAt with offset', { ...envelope, occurredAt: '2026-03-01T08:00:00.000+08:00' }, 'occurredAt'],
    ['nonce too short', { ...envelope, nonce: 'ab' }, 'nonce'],
    ['request missing', { ...envelope, request: undefined }, 'request'],
  ]
  test.each(cases)('%s is refused with its place', (_name, input, field) => {
    expect(() => parseEnvelope(input)).toThrow(refusal(field))
  })

  test('1000 operations and 100 fields are read', () => {
    const fields = omit(many, 'f100')
    expect(parseEnvelope(withOperation({ args: fields })).operations[0]?.args).toEqual(fields)
    expect(parseEnvelope({ ...envelope, operations: Array(maxOperations).fill(operation) }).operations).toHaveLength(
      1000,
    )
  })

  test('field names that every object has are data like others', () => {
    const args = { constructor: digest, toString: digest, valueOf: digest }
    expect(Object.entries(parseEnvelope(withOperation({ args })).operations[0]?.args ?? {})).toEqual(
      Object.entries(args),
    )
  })
})

describe('parsing a leaf', () => {
  const cases: [string, object, string][] = [
    ['signature too short', { signature: 'ab' }, 'signature'],
    ['negative height', { height: -1 }, 'height'],
    ['height 2^53', { height: 2 ** 53 }, 'height'],
    ['index as text', { index: '0' }, 'index'],
    ['writesDigest null', { writesDigest: null }, 'writesDigest'],
    ['eventsDigest in upper case', { eventsDigest: 'AB'.repeat(32) }, 'eventsDigest'],
    ['envelope of version 2', { envelope: { ...vectors.envelope, v: 2 } }, 'envelope.v'],
    ['unknown member', { more: 1 }, ''],
  ]
  test.each(cases)('%s is refused with its place', (_name, change, field) => {
    expect(() => parseLeaf({ ...vectors.leaf, ...change })).toThrow(refusal(field))
  })

  test('whatever comes in, the only outcome is a leaf or a coded error', () => {
    const members = Object.fromEntries([...Object.keys(vectors.leaf), 'more'].map((name) => [name, fc.jsonValue()]))
    fc.assert(
      fc.property(
        fc.record(members, { requiredKeys: [] }),
        fc.array(fc.constantFrom(...Object.keys(vectors.leaf))),
        (noise, kept) => {
          const truth = Object.fromEntries(Object.entries(vectors.leaf).filter(([name]) => kept.includes(name)))
          try {
            expect(parseLeaf({ ...noise, ...truth }).v).toBe(1)
          } catch (error) {
            expect(error).toBeInstanceOf(AppError)
          }
        },
      ),
    )
  })
})
