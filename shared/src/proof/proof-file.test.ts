import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import vectors from '../../vectors/proof-file.json' with { type: 'json' }
import { AppError } from '../errors.ts'
import { makeProofFile, maxProofFile, parseProofFile, verifyProofFile, type ProofTrust } from './proof-file.ts'

type Case = {
  name: string
  file: string
  trust: ProofTrust
  code?: string
  transaction?: string
  withheld?: string[]
  witnessed?: { name: string; time: string }[]
}
const cases = vectors.cases as Case[]
const good = cases[0]?.file ?? ''
const trust = { verifierKey: vectors.verifierKey }
const refusal = (code: string) => expect.objectContaining({ code })

describe('the golden proof files', () => {
  test.each(cases.filter(({ code }) => code === undefined).map((one) => [one.name, one] as const))(
    'hold: %s',
    (_name, { file, trust: given, transaction, withheld, witnessed = [] }) => {
      const proven = verifyProofFile(file, given)
      expect(proven).toMatchObject({ transaction, witnessed, compared: given.seen !== undefined })
      expect([...proven.withheld].sort()).toEqual(withheld)
    },
  )

  test.each(cases.filter(({ code }) => code !== undefined).map((one) => [one.name, one] as const))(
    'are refused with their own code: %s',
    (_name, { file, trust: given, code = '' }) => {
      expect(() => verifyProofFile(file, given)).toThrow(refusal(code))
    },
  )

  test('are written as they were read', () => {
    expect(makeProofFile(parseProofFile(good))).toBe(good)
  })
})

test('a file that is older than what was seen must be the beginning of it', () => {
  const proof = parseProofFile(good)
  const { checkpoint, path } = { checkpoint: verifyProofFile(good, trust).checkpoint, path: ['ab'.repeat(32)] }
  const root = '11'.repeat(32)
  const seen = { size: checkpoint.size + 1, root, time: checkpoint.time, consistency: path }
  expect(() => verifyProofFile(good, { ...trust, seen })).toThrow(refusal('CONSISTENCY_INVALID'))
  expect(proof.checkpoint).toContain(`\n${checkpoint.size}\n`)
})

describe('whatever a file holds, the outcome is a coded error', () => {
  test('random text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(() => verifyProofFile(text, trust)).toThrow(AppError)
      }),
    )
  })

  test('a real one with any character changed, dropped or doubled', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ unit: 'binary', maxLength: 2 }), (at, put) => {
        const mutated = good.slice(0, at) + put + good.slice(at + 1)
        fc.pre(mutated !== good && mutated !== good.trimEnd())
        expect(() => verifyProofFile(mutated, trust)).toThrow(AppError)
      }),
      { numRuns: 300 },
    )
  })

  test('a real one with any member replaced by any JSON', () => {
    const names = Object.keys(parseProofFile(good)).filter((name) => name !== 'fields')
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        // The members stay in canonical order, so that not only their spelling is refused.
        const text = `${JSON.stringify({ ...(JSON.parse(good) as object), [name]: value })}\n`
        fc.pre(text !== good)
        expect(() => verifyProofFile(text, trust)).toThrow(AppError)
      }),
    )
  })

  test('one that is too long, or nests too deeply, is refused before it is parsed', () => {
    expect(() => parseProofFile('['.repeat(maxProofFile + 1))).toThrow(refusal('PROOF_MALFORMED'))
    expect(() => parseProofFile('['.repeat(maxProofFile))).toThrow(refusal('PROOF_MALFORMED'))
    const proof = parseProofFile(good)
    const fields = { batch: { salt: '00'.repeat(16), value: 'x'.repeat(maxProofFile) } }
    expect(() => makeProofFile({ ...proof, fields })).toThrow(refusal('PROOF_MALFORMED'))
  })
})
