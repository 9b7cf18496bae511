import { describe, expect, test } from '@jest/globals'
import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import vectors from '../../vectors/manifest.json' with { type: 'json' }
import { judgeOffline } from '../counting/judge-offline.ts'
import type { Expectation } from '../matching/receipt-types.ts'
import { hexDecode } from './bytes.ts'
import { canonical } from './canonical.ts'
import { formatCheckpointBody, parseCheckpoint } from './checkpoint.ts'
import { expectationDigest, signManifest, verifyManifest } from './manifest.ts'
import { parseNote, signNote } from './signed-note.ts'
import { makeVerifierKey, formatVerifierKey, parseVerifierKey } from './verifier-key.ts'

const refusal = (code: string, field: string | null = null) =>
  expect.objectContaining({
    code,
    ...(field === null ? {} : { details: { faults: [expect.objectContaining({ field })] } }),
  })
const { secretKey, verifierKey, note } = vectors
const expectation = vectors.expectation as Expectation
const key = parseVerifierKey(verifierKey)
const sign = (bytes: Uint8Array): Uint8Array => ed25519.sign(bytes, hexDecode(secretKey))
const at = Date.parse(vectors.manifest.time)
const read = (text: string, change: Partial<Parameters<typeof verifyManifest>[1]> = {}) =>
  verifyManifest(text, { verifierKey, expectation, at, ...change })
const { origin: _origin, ...asked } = vectors.manifest
const signed = (body: string): string => signNote(body, key, sign)
const body = `${note.split('\n\n')[0] ?? ''}\n`

describe('the golden manifest', () => {
  test('is made and read as the vector says', () => {
    expect(canonical(expectation)).toBe(vectors.canonical)
    expect(expectationDigest(expectation)).toBe(vectors.manifest.expectation)
    expect(signManifest(asked, key, sign)).toBe(note)
    expect(read(note)).toEqual(vectors.manifest)
  })

  test('breaks with any changed letter of its text', () => {
    for (let i = 0; i < body.length - 1; i++) {
      const changed = `${note.slice(0, i)}${note[i] === 'x' ? 'y' : 'x'}${note.slice(i + 1)}`
      expect(() => read(changed)).toThrow()
    }
  })
})

describe('a manifest is refused', () => {
  const cases: [string, () => unknown, string, string | null][] = [
    ['of another log', () => read(note, { verifierKey: otherKey() }), 'CHECKPOINT_WRONG_LOG', null],
    ['signed by another key', () => read(signNote(body, key, () => new Uint8Array(64))), 'CHECKPOINT_SIGNATURE', null],
    ['without signature', () => read(body), 'CHECKPOINT_MALFORMED', null],
    [
      'with another expectation',
      () => read(note, { expectation: { ...expectation, lines: [] } }),
      'MANIFEST_INVALID',
      'expectation',
    ],
    [
      'for another trade',
      () => read(note, { expectation: { ...expectation, trade: 'ZZZZZZZZZZZZZZZZZZZZ' } }),
      'MANIFEST_INVALID',
      'trade',
    ],
    ['after its time', () => read(note, { at: Date.parse(vectors.manifest.until) }), 'MANIFEST_INVALID', 'until'],
    [
      'longer than a day',
      () => read(signed(body.replace(/until .*/, 'until 2026-11-24T10:00:00.001Z'))),
      'MANIFEST_INVALID',
      'until',
    ],
    [
      'that ends before it begins',
      () => read(signed(body.replace(/until .*/, 'until 2026-11-22T09:00:00.000Z'))),
      'MANIFEST_INVALID',
      'until',
    ],
    ['with a line too many', () => read(signed(`${body}more 1\n`)), 'MANIFEST_INVALID', 'manifest'],
    [
      'with lines in another order',
      () => read(signed(body.replace(/(size .*\n)(expectation .*\n)/, '$2$1'))),
      'MANIFEST_INVALID',
      'size',
    ],
    [
      'with a size that is no number',
      () => read(signed(body.replace(/size .*/, 'size 08'))),
      'MANIFEST_INVALID',
      'size',
    ],
    [
      'with a short digest',
      () => read(signed(body.replace(/expectation .*/, 'expectation AAAA'))),
      'MANIFEST_INVALID',
      'expectation',
    ],
    ['of a huge length', () => read(`${body}${'x'.repeat(100_000)}`), 'MANIFEST_INVALID', 'manifest'],
  ]
  test.each(cases)('%s', (_name, refused, code, field) => {
    expect(refused).toThrow(refusal(code, field))
  })

  test('whatever text it is, with a coded error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(() => read(text)).toThrow(expect.objectContaining({ name: 'AppError' }))
      }),
    )
  })
})

const otherKey = (): string => formatVerifierKey(makeVerifierKey('ectrace/other/1', key.publicKey))

describe('a manifest and a checkpoint', () => {
  const checkpoint = signed(
    formatCheckpointBody({ origin: key.name, size: 8, root: new Uint8Array(32), time: vectors.manifest.time }),
  )

  test('are never taken for one another, though one key signs both', () => {
    expect(() => parseCheckpoint(note)).toThrow(refusal('CHECKPOINT_MALFORMED'))
    expect(() => read(checkpoint)).toThrow(refusal('MANIFEST_INVALID', 'manifest'))
  })

  test('whatever is asked to be signed begins with the manifest’s title, which no checkpoint can', () => {
    fc.assert(
      fc.property(
        fc.record({
          trade: fc.string(),
          expectation: fc.string(),
          time: fc.string(),
          until: fc.string(),
          size: fc.double(),
        }),
        (anything) => {
          expect(() => signManifest(anything, key, sign)).toThrow(refusal('MANIFEST_INVALID'))
        },
      ),
    )
    expect(parseNote(note).body.startsWith('ectrace manifest\n')).toBe(true)
    const twice = { ...asked, until: `${asked.until}\n\n— x` }
    expect(() => signManifest(twice, key, sign)).toThrow(refusal('MANIFEST_INVALID', 'manifest'))
  })
})

test('a manifest of 5,000 lines and 50,000 codes is signed, verified and judged against', () => {
  const item = (line: number, n: number): string =>
    `/s/01/06901234567892/10/L${String(line)}/21/${String(n).padStart(20, '0')}`
  const [first] = expectation.lines
  if (first === undefined) throw new Error('the vector has lines')
  const lines = Array.from({ length: 5_000 }, (_, i) => ({
    ...first,
    line: i + 1,
    lot: `L${String(i + 1)}`,
    units: Array.from({ length: 10 }, (_unit, n) => item(i + 1, n)),
  }))
  const large = { ...expectation, lines }
  const text = signManifest({ ...asked, expectation: expectationDigest(large) }, key, sign)
  expect(text.length).toBeLessThan(1_000)
  expect(read(text, { expectation: large }).trade).toBe(large.trade)
  const isCounted = (): boolean => false
  expect(judgeOffline(large, { path: item(4_999, 3), isCounted })).toEqual({ verdict: 'hit', line: 4_999 })
  expect(judgeOffline(large, { path: item(4_999, 11), isCounted })).toEqual({ verdict: 'not_on_manifest' })
})
