// Replies that are no trace at all, and values whose digest was put right.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fieldsOf, transactionNames } from '@ectrace/shared/ledger/transactions'
import { fieldDigest } from '@ectrace/shared/proof/record'
import { parseTraceView } from './parse-trace-view'
import { publicFields } from './public-fields'

import { view, records, grown, check, change } from './test-trace'

describe('a malformed reply', () => {
  test.each([
    ['nothing', undefined],
    ['a text', 'hello'],
    ['a list', []],
    ['no records', { ...view, records: null }],
    ['a record without leaf', change(records.made, () => ({ leaf: undefined! }))],
    ['records named like methods', { ...view, records: { constructor: view.records[records.made] } }],
    ['an unknown transaction', change(records.made, () => ({ name: 'toString' as 'mintCodes' }))],
    ['65 nodes', change(records.made, () => ({ path: Array<string>(65).fill('00'.repeat(32)) }))],
    ['a verdict of its own', { ...view, verdict: 'splendid' }],
    ['too many stations', { ...view, timeline: Array(3_000).fill(view.timeline[0]) }],
  ])('%s is PROOF_MALFORMED', (_what, reply) => {
    expect(() => parseTraceView(reply)).toThrow(expect.objectContaining({ code: 'PROOF_MALFORMED' }))
  })

  test('members that a later server adds are passed over', () => {
    expect(check({ ...grown, news: { a: 1 } }).verdict).toBe('verified')
  })

  test('whatever stands in one place, the outcome is a coded error or a check, and never green', () => {
    const places = [...Object.keys(grown.subjects), 'timeline', 'membership', 'code', 'records']
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (name, noise) => {
        fc.pre(name !== 'timeline' || !Array.isArray(noise) || noise.length > 0)
        const inside = name in grown.subjects
        const reply = inside
          ? { ...grown, subjects: { ...grown.subjects, [name]: noise } }
          : { ...grown, [name]: noise }
        let verdict = 'refused'
        try {
          verdict = check(reply).verdict
        } catch (error) {
          expect(error).toMatchObject({ code: 'PROOF_MALFORMED' })
        }
        // Leaving subjects out makes a page poorer, not false; places are only painted.
        if (name !== 'places') expect(verdict).not.toBe('verified')
      }),
      { numRuns: 60 },
    )
  })
})

test('public fields are those that the transactions declare', () => {
  for (const name of transactionNames) {
    const declared = Object.entries(fieldsOf(name)).filter(
      ([, { audience, digestOnly }]) => audience === 'public' && !digestOnly,
    )
    expect([...publicFields[name]].sort()).toEqual(declared.map(([field]) => field).sort())
  }
})

test('a changed value with its digest put right breaks the signature', () => {
  const record = grown.records[records.made]!
  const opening = { ...record.fields['expiresOn']!, value: '2029-01-01' }
  const [operation] = record.leaf.envelope.operations
  const args = { ...operation!.args, expiresOn: fieldDigest('expiresOn', opening.salt, opening.value) }
  const envelope = { ...record.leaf.envelope, operations: [{ ...operation!, args }] }
  const result = check(
    change(records.made, ({ fields, leaf }) => ({
      fields: { ...fields, expiresOn: opening },
      leaf: { ...leaf, envelope },
    })),
  )
  expect(result.records[records.made]).toMatchObject({
    state: 'failed',
    code: 'PROOF_MALFORMED',
    fields: ['transaction'],
  })
})
