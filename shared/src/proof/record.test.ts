import { describe, expect, test } from '@jest/globals'
import vectors from '../../vectors/record.json' with { type: 'json' }
import { hexEncode } from './bytes.ts'
import { canonical } from './canonical.ts'
import { makeOperation } from './envelope.ts'
import { merkleRoot } from './merkle.ts'
import { checkFields, fieldDigest, recordDigest, type Opening } from './record.ts'

const digests: Record<string, string> = vectors.envelope.operations[0]?.args ?? {}
const openings: Record<string, Opening> = vectors.openings
const fields: Record<string, Opening> = vectors.fields

describe('the golden record', () => {
  test.each(Object.entries(vectors.fieldTexts))('digest of field %s', (field, text) => {
    const { salt, value } = fields[field] ?? { salt: '', value: null }
    expect(canonical([field, salt, value])).toBe(text)
    expect(fieldDigest(field, salt, value)).toBe(digests[field])
  })

  test('record digest and operation', () => {
    expect(recordDigest(digests)).toBe(vectors.recordDigest)
    expect(recordDigest(Object.fromEntries(Object.entries(digests).reverse()))).toBe(vectors.recordDigest)
    expect(recordDigest({})).toBe(hexEncode(merkleRoot([])))
    const made = makeOperation('trade', 1, 'dispatchTrade', fields, vectors.digestOnly)
    expect(made.operation).toEqual(vectors.envelope.operations[0])
    expect(made.openings).toEqual(vectors.openings)
  })
})

describe('checking painted fields', () => {
  const check = (changed: Record<string, unknown>) =>
    checkFields({ digests, openings: { ...openings, ...changed } as Record<string, Opening> })

  test('true openings give no fault, nor do withheld fields', () => {
    expect(check({})).toEqual([])
    expect(checkFields({ digests, openings: {} })).toEqual([])
    expect(checkFields({ digests, openings: fields })).toEqual([])
  })

  test.each(Object.keys(openings))('a changed value or salt of %s is reported under that name alone', (field) => {
    const { salt, value } = openings[field] ?? { salt: '', value: null }
    expect(check({ [field]: { salt, value: [value] } })).toEqual([{ field }])
    for (let at = 0; at < salt.length; at++) {
      const changed = `${salt.slice(0, at)}${salt[at] === 'f' ? 'e' : 'f'}${salt.slice(at + 1)}`
      expect(check({ [field]: { salt: changed, value } })).toEqual([{ field }])
    }
  })

  test('a value cannot move to another field, and "100.002" is not 100.002', () => {
    expect(check({ batch: openings['quantity'], quantity: openings['batch'] })).toEqual([
      { field: 'batch' },
      { field: 'quantity' },
    ])
    expect(check({ quantity: { ...openings['quantity'], value: 100.002 } })).toEqual([{ field: 'quantity' }])
  })

  test('a field without digest is reported, also when objects in general have such a member', () => {
    const invented = { salt: '00'.repeat(16), value: 1 }
    expect(check({ bonus: invented })).toEqual([{ field: 'bonus' }])
    expect(check({ constructor: invented })).toEqual([{ field: 'constructor' }])
    expect(
      check(JSON.parse(`{"__proto__": ${JSON.stringify(invented)}}`) as object as Record<string, unknown>),
    ).toEqual([{ field: '__proto__' }])
  })

  test('a salt or value that has no digest is a mismatch, not a crash', () => {
    for (const bad of [
      { salt: 'XYZ', value: 1 },
      { salt: '', value: 1 },
      { salt: '00'.repeat(16), value: '\ud800' },
      { salt: '00'.repeat(16), value: 2 ** 60 },
    ])
      expect(check({ batch: bad })).toEqual([{ field: 'batch' }])
  })

  test('a salt of the wrong form makes no digest', () => {
    for (const salt of ['', '00', 'AB'.repeat(16), '00'.repeat(17), `${'00'.repeat(16)}\n`])
      expect(() => fieldDigest('batch', salt, 1)).toThrow(expect.objectContaining({ code: 'PROOF_MALFORMED' }))
  })
})
