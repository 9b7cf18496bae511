import { describe, expect, test } from '@jest/globals'
import { ed25519 } from '@noble/curves/ed25519.js'
import vectors from '../../vectors/record.json' with { type: 'json' }
import { base64Decode, base64Encode, concat, hexDecode, hexEncode, utf8Encode } from './bytes.ts'
import { parseCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { cosignatureLine, verifyCosignatures } from './cosignature.ts'
import { sha256 } from './hash.ts'
import { formatVerifierKey, makeVerifierKey, parseVerifierKey } from './verifier-key.ts'

const secret = hexDecode('77'.repeat(32))
const publicKey = ed25519.getPublicKey(secret)
const key = makeVerifierKey('witness.example/w1', publicKey, 'witness')
const keyText = formatVerifierKey(key, 'witness')
const sign = (message: Uint8Array) => ed25519.sign(message, secret)
const { body } = parseCheckpoint(vectors.checkpoint)
const seconds = 1_679_315_147
const note = vectors.checkpoint + cosignatureLine(body, key, seconds, sign)
const refusal = (code: string) => expect.objectContaining({ code })

describe('a cosignature', () => {
  test('has the bytes of C2SP tlog-cosignature v1', () => {
    const id = sha256(concat(utf8Encode('witness.example/w1\n'), Uint8Array.of(4), publicKey)).slice(0, 4)
    const signature = sign(utf8Encode(`cosignature/v1\ntime 1679315147\n${body}`))
    const bytes = concat(id, hexDecode(seconds.toString(16).padStart(16, '0')), signature)
    expect(note.slice(vectors.checkpoint.length)).toBe(`— witness.example/w1 ${base64Encode(bytes)}\n`)
    expect(base64Decode(keyText.split('+').slice(2).join('+'))[0]).toBe(4)
    expect(hexEncode(parseVerifierKey(keyText, 'witness').publicKey)).toBe(hexEncode(publicKey))
  })

  test('names the witness and its time, and leaves the signature of the log as it was', () => {
    expect(verifyCosignatures(note, [keyText])).toEqual([
      { name: 'witness.example/w1', time: '2023-03-20T12:25:47.000Z' },
    ])
    expect(verifyCheckpoint(note, vectors.verifierKey)).toEqual(
      verifyCheckpoint(vectors.checkpoint, vectors.verifierKey),
    )
  })

  test('by a witness that the reader does not know counts for nothing', () => {
    expect(verifyCosignatures(note, [])).toEqual([])
    const other = formatVerifierKey(makeVerifierKey('witness.example/w2', publicKey, 'witness'), 'witness')
    expect(verifyCosignatures(note, [other])).toEqual([])
    expect(verifyCosignatures(vectors.checkpoint, [keyText])).toEqual([])
  })

  test('of another text, another time, cut short or by another key does not hold', () => {
    const line = (of: string, by = sign) => cosignatureLine(of, key, seconds, by)
    const own = line(body)
    const [, , encoded = ''] = own.trimEnd().split(' ')
    const bytes = base64Decode(encoded)
    const put = (changed: Uint8Array) => `— witness.example/w1 ${base64Encode(changed)}\n`
    const later = Uint8Array.from(bytes)
    later[11] = (later[11] ?? 0) + 1
    const never = Uint8Array.from(bytes).fill(255, 4, 12)
    for (const broken of [
      line(`${body}more\n`),
      line(body, (message) => ed25519.sign(message, hexDecode('78'.repeat(32)))),
      put(later),
      put(never),
      put(bytes.slice(0, -1)),
      put(bytes.slice(0, 9)),
    ])
      for (const text of [vectors.checkpoint + broken, note + broken])
        expect(() => verifyCosignatures(text, [keyText])).toThrow(refusal('COSIGNATURE_INVALID'))
  })

  test('is no signature of the log, and a log key is no witness key', () => {
    expect(() => parseVerifierKey(keyText)).toThrow(refusal('CHECKPOINT_MALFORMED'))
    expect(() => parseVerifierKey(vectors.verifierKey, 'witness')).toThrow(refusal('CHECKPOINT_MALFORMED'))
  })
})
