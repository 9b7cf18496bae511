import { describe, expect, test } from '@jest/globals'
import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import vectors from '../../vectors/checkpoint.json' with { type: 'json' }
import { AppError } from '../errors.ts'
import { base64Encode, concat, hexDecode, hexEncode, utf8Encode } from './bytes.ts'
import { formatCheckpointBody, parseCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { parseNote, signatureLine, signNote, verifyNote } from './signed-note.ts'
import { formatVerifierKey, keyHash, makeVerifierKey, parseVerifierKey } from './verifier-key.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const golden = vectors.checkpoint
const secretKey = hexDecode(golden.secretKey)
const key = parseVerifierKey(golden.verifierKey)
const sign = (message: Uint8Array): Uint8Array => ed25519.sign(message, secretKey)
const [goldenBody = '', goldenSignature = ''] = golden.text.split('\n\n')
const signed = (body: string): string => signNote(body, key, sign)

describe('published signed notes', () => {
  test.each(vectors.notes)('of $verifierKey hold and give the key back', ({ verifierKey, note }) => {
    const parsed = parseVerifierKey(verifierKey)
    verifyNote(parseNote(note), parsed)
    expect(formatVerifierKey(parsed)).toBe(verifierKey)
    expect(hexEncode(keyHash(parsed.name, parsed.publicKey))).toBe(verifierKey.split('+')[1])
  })

  test.each(vectors.notes)('of $verifierKey break with any changed letter of the text', ({ verifierKey, note }) => {
    const parsed = parseVerifierKey(verifierKey)
    for (let at = 0; at < note.lastIndexOf('\n\n'); at++) {
      const changed = `${note.slice(0, at)}${note[at] === 'x' ? 'y' : 'x'}${note.slice(at + 1)}`
      expect(() => verifyNote(parseNote(changed), parsed)).toThrow(refusal('CHECKPOINT_SIGNATURE'))
    }
  })
})

test.each(vectors.ed25519)(
  'RFC 8032 signature over "$message" holds',
  ({ secretKey: secret, publicKey, message, signature }) => {
    expect(hexEncode(ed25519.sign(hexDecode(message), hexDecode(secret)))).toBe(signature)
    expect(ed25519.verify(hexDecode(signature), hexDecode(message), hexDecode(publicKey), { zip215: false })).toBe(true)
  },
)

describe('keys that bind nobody', () => {
  test.each([...vectors.smallOrder, ...vectors.refusedEncodings])('%s is refused', (publicKey) => {
    const bytes = hexDecode(publicKey)
    expect(() => makeVerifierKey(key.name, bytes)).toThrow(refusal('CHECKPOINT_MALFORMED'))
    const text = `${key.name}+${hexEncode(keyHash(key.name, bytes))}+${base64Encode(concat(Uint8Array.of(1), bytes))}`
    expect(() => parseVerifierKey(text)).toThrow(refusal('CHECKPOINT_MALFORMED'))
  })

  test('a signature of zeros under such a key, which ZIP 215 admits, does not verify even when the key slips through', () => {
    const publicKey = new Uint8Array(32)
    const zeros = new Uint8Array(64)
    expect(ed25519.verify(zeros, utf8Encode(`${goldenBody}\n`), publicKey, { zip215: true })).toBe(true)
    const weak = { name: key.name, hash: keyHash(key.name, publicKey), publicKey }
    const note = signNote(`${goldenBody}\n`, weak, () => zeros)
    expect(() => verifyNote(parseNote(note), weak)).toThrow(refusal('CHECKPOINT_SIGNATURE'))
  })

  test('a signature whose s is not reduced is refused (RFC 8032 section 5.1.7)', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const signature = sign(utf8Encode(`${goldenBody}\n`))
    const little = (bytes: Uint8Array): bigint => BigInt(`0x${hexEncode(bytes.slice().reverse())}`)
    const s = (little(signature.slice(32)) + order).toString(16).padStart(64, '0')
    const high = concat(signature.slice(0, 32), hexDecode(s).reverse())
    const note = signNote(`${goldenBody}\n`, key, () => high)
    expect(() => verifyCheckpoint(note, golden.verifierKey)).toThrow(refusal('CHECKPOINT_SIGNATURE'))
  })
})

describe('verifier keys', () => {
  test('every mangling of a key text is refused, as in the suite of golang.org/x/mod/sumdb/note', () => {
    const text = golden.verifierKey
    for (let from = 0; from <= text.length; from++) {
      for (let to = from + 1; to <= text.length; to++) {
        if (from > 0 || to < text.length)
          expect(() => parseVerifierKey(text.slice(from, to))).toThrow(refusal('CHECKPOINT_MALFORMED'))
      }
    }
    for (let at = 0; at < text.length; at++) {
      const next = String.fromCharCode(text.charCodeAt(at) + 1)
      expect(() => parseVerifierKey(text.slice(0, at) + next + text.slice(at + 1))).toThrow(
        refusal('CHECKPOINT_MALFORMED'),
      )
    }
  })

  test('another algorithm and names with space or plus are refused', () => {
    const typed = base64Encode(concat(Uint8Array.of(2), key.publicKey))
    expect(() => parseVerifierKey(`${key.name}+${hexEncode(key.hash)}+${typed}`)).toThrow(
      refusal('CHECKPOINT_MALFORMED'),
    )
    for (const name of ['', 'a b', 'a+b', 'a\u3000b', 'a\u0085b', 'a\nb', 'x'.repeat(256)])
      expect(() => makeVerifierKey(name, key.publicKey)).toThrow(refusal('CHECKPOINT_MALFORMED'))
  })
})

describe('the golden checkpoint', () => {
  const { origin, size, root, time } = golden

  test('is reproduced to the byte and read back', () => {
    expect(signed(formatCheckpointBody({ origin, size, root: hexDecode(root), time }))).toBe(golden.text)
    const read = verifyCheckpoint(golden.text, golden.verifierKey)
    expect({ ...read, root: hexEncode(read.root) }).toEqual({ origin, size, root, time })
  })

  test('any change of any character is refused', () => {
    for (let at = 0; at < golden.text.length; at++) {
      const letter = golden.text[at] === 'A' ? 'B' : 'A'
      const changed = golden.text.slice(0, at) + letter + golden.text.slice(at + 1)
      expect(() => verifyCheckpoint(changed, golden.verifierKey)).toThrow(AppError)
    }
  })

  test('changed size, root and time each break the signature, a changed origin names another log', () => {
    const change =
      (from: string, to: string): (() => unknown) =>
      () =>
        verifyCheckpoint(golden.text.replace(from, to), golden.verifierKey)
    expect(change('\n8\n', '\n9\n')).toThrow(refusal('CHECKPOINT_SIGNATURE'))
    expect(change('\nXcna', '\nYcna')).toThrow(refusal('CHECKPOINT_SIGNATURE'))
    expect(change('08:30', '08:31')).toThrow(refusal('CHECKPOINT_SIGNATURE'))
    expect(change('ectrace.example', 'ectrace.exampli')).toThrow(refusal('CHECKPOINT_WRONG_LOG'))
  })

  test('signed by another key of the same name is refused', () => {
    const secret = hexDecode('4c'.repeat(32))
    const other = makeVerifierKey(key.name, ed25519.getPublicKey(secret))
    const forged = signNote(`${goldenBody}\n`, other, (message) => ed25519.sign(message, secret))
    expect(() => verifyCheckpoint(forged, golden.verifierKey)).toThrow(refusal('CHECKPOINT_SIGNATURE'))
    const disguised = signNote(`${goldenBody}\n`, { ...other, hash: key.hash }, (message) =>
      ed25519.sign(message, secret),
    )
    expect(() => verifyCheckpoint(disguised, golden.verifierKey)).toThrow(refusal('CHECKPOINT_SIGNATURE'))
  })

  test('signatures of unknown keys are kept and ignored, a false one of the known key is not', () => {
    const witness = `— witness.example/w1 ${base64Encode(new Uint8Array(76).fill(7))}\n`
    expect(parseCheckpoint(golden.text + witness).signatures.map(({ name }) => name)).toEqual([
      key.name,
      'witness.example/w1',
    ])
    expect(verifyCheckpoint(golden.text + witness, golden.verifierKey).size).toBe(8)
    expect(verifyCheckpoint(`${goldenBody}\n\n${witness}${goldenSignature}`, golden.verifierKey).size).toBe(8)
    const own = signatureLine(`${goldenBody}\n`, key, () => new Uint8Array(64))
    expect(() => verifyCheckpoint(golden.text + own, golden.verifierKey)).toThrow(refusal('CHECKPOINT_SIGNATURE'))
    expect(() => verifyCheckpoint(`${goldenBody}\n\n${witness}`, golden.verifierKey)).toThrow(
      refusal('CHECKPOINT_SIGNATURE'),
    )
  })

  test('a further extension line is covered by the signature and ignored', () => {
    expect(verifyCheckpoint(signed(`${goldenBody}\nstate abc\n`), golden.verifierKey).time).toBe(time)
  })
})

describe('malformed checkpoints are refused although the log signed them', () => {
  const [origin = '', size = '', root = '', time = ''] = goldenBody.split('\n')
  const bodies: [string, string[]][] = [
    ['size with a leading zero', [origin, '08', root, time]],
    ['negative size', [origin, '-8', root, time]],
    ['size with exponent', [origin, '1e3', root, time]],
    ['full-width size', [origin, '８', root, time]],
    ['size of 2^53', [origin, '9007199254740992', root, time]],
    ['empty size', [origin, '', root, time]],
    ['root of 31 bytes', [origin, size, base64Encode(new Uint8Array(31)), time]],
    ['root without padding', [origin, size, root.replace('=', ''), time]],
    ['no time', [origin, size, root]],
    ['two times', [origin, size, root, time, time]],
    ['time without milliseconds', [origin, size, root, 'time 2026-03-01T08:30:00Z']],
    ['time with offset', [origin, size, root, 'time 2026-03-01T08:30:00.000+08:00']],
    ['30 February', [origin, size, root, 'time 2026-02-30T08:30:00.000Z']],
    ['empty extension line', [origin, size, root, '', time]],
    ['control character', [origin, size, root, time, 'x\u0007']],
    ['carriage return', [origin, `${size}\r`, root, time]],
    ['origin with a space', [`${origin} x`, size, root, time]],
    ['two lines', [origin, size]],
  ]
  test.each(bodies)('%s', (_name, lines) => {
    expect(() => verifyCheckpoint(signed(`${lines.join('\n')}\n`), golden.verifierKey)).toThrow(
      refusal('CHECKPOINT_MALFORMED'),
    )
  })

  test('a body that could not be read back is not made', () => {
    const good = parseCheckpoint(golden.text)
    for (const bad of [
      { origin: 'a b' },
      { origin: 'a\nb' },
      { size: -1 },
      { size: 1.5 },
      { size: 2 ** 53 },
      { root: new Uint8Array(31) },
      { time: 'now' },
    ])
      expect(() => formatCheckpointBody({ ...good, ...bad })).toThrow(refusal('CHECKPOINT_MALFORMED'))
  })
})

describe('malformed notes', () => {
  const line = goldenSignature
  const notes: [string, string][] = [
    ['empty', ''],
    ['no signature', `${goldenBody}\n\n`],
    ['no empty line', `${goldenBody}\n${line}`],
    ['no last newline', golden.text.slice(0, -1)],
    ['hyphen for dash', golden.text.replace('—', '-')],
    ['trailing space', `${golden.text.slice(0, -1)} \n`],
    ['double space', golden.text.replace('— ', '—  ')],
    ['signature too short', `${goldenBody}\n\n— a AAAAAA==\n`],
    ['signature not base 64', `${goldenBody}\n\n— a !!!!\n`],
    ['key name with plus', `${goldenBody}\n\n— a+b ${line.split(' ')[2] ?? ''}`],
    ['65 signatures', `${goldenBody}\n\n${line.repeat(65)}`],
    ['more than 64 KiB', `${goldenBody}\n${'x'.repeat(65536)}\n\n${line}`],
    ['more than 64 KiB of UTF-8', `${goldenBody}\n${'链'.repeat(22000)}\n\n${line}`],
    ['lone surrogate', `${goldenBody}\n\ud800\n\n${line}`],
  ]
  test.each(notes)('%s', (_name, note) => {
    expect(() => verifyCheckpoint(note, golden.verifierKey)).toThrow(refusal('CHECKPOINT_MALFORMED'))
  })

  test('64 signatures are read', () => {
    expect(parseNote(`${goldenBody}\n\n${line.repeat(64)}`).signatures).toHaveLength(64)
  })

  test('whatever comes in, the only outcome is a coded error', () => {
    const piece = fc.constantFrom(
      '\n',
      '\n\n',
      '— ',
      ' ',
      '+',
      golden.origin,
      '8',
      'time ',
      '=',
      'AAAA',
      line,
      goldenBody,
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 }),
        (pieces) => {
          const text = pieces.join('')
          for (const attempt of [() => parseCheckpoint(text), () => parseVerifierKey(text)]) {
            try {
              attempt()
            } catch (error) {
              expect(error).toBeInstanceOf(AppError)
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
