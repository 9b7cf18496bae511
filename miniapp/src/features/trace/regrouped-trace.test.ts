// A batch that was divided or put together: the phone reads product, lot and origin from the record of the split or the merge.
import { describe, expect, test } from '@jest/globals'
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import type { Json } from '@ectrace/shared/proof/canonical'
import { checkCode, checkSubjects, checkTimeline } from './check-goods'
import { lineageOf } from './made-batch'
import { records, view } from './test-trace'
import { tellStory } from './trace-story'

const part = view.batch
const [source = ''] = [...lineageOf(view)].filter((batch) => batch !== part)
const salt = '0'.repeat(32)

/** The trace, with the record that made its batch told in another way; signatures are not looked at here. */
const made = (name: ProvenRecord['name'], change: Record<string, Json | undefined>): TraceView => {
  const record = view.records[records.made]
  if (record === undefined) throw new Error('the batch has no record')
  const values = Object.fromEntries(Object.entries(record.fields).map(([field, { value }]) => [field, value]))
  const told = Object.entries({ ...values, ...change }).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  )
  const fields = Object.fromEntries(told.map(([field, value]) => [field, { salt, value }]))
  return { ...view, records: { ...view.records, [records.made]: { ...record, name, fields } } }
}
const split = (change: Record<string, Json> = {}): TraceView => {
  const parts = [
    { id: 'B'.padEnd(20, 'A'), lot: 'A1107-1' },
    { id: part, lot: 'A1107' },
  ]
  return made('splitBatch', { id: undefined, lot: undefined, inputBatches: undefined, source, parts, ...change })
}
const faultsOf = (of: TraceView) =>
  [...checkCode(of, view.code.path), ...checkSubjects(of), ...checkTimeline(of)].map(
    ({ code, fields }) => `${code} ${fields.join()}`,
  )

describe('a part of a split batch', () => {
  test('is what the split says of it, made from its source', () => {
    expect(faultsOf(split())).toEqual([])
    expect([...lineageOf(split())]).toEqual([part, source])
    const { batch, stations } = tellStory(split())
    expect([batch.lot, batch.producedOn, batch.expiresOn]).toEqual(['A1107', '2026-11-07', '2027-05-07'])
    expect(stations.find(({ record }) => record === records.made)).toMatchObject({
      kind: 'transformation',
      made: 'split',
      time: view.records[records.made]?.leaf.envelope.time,
      goods: [{ name: '生鲜乳', lot: 'RAW-1106' }],
    })
  })

  test.each<[string, Record<string, Json>, string[]]>([
    ['gives it another lot', { parts: [{ id: part, lot: 'A1108' }] }, ['RECORD_MISPLACED lot']],
    ['is of another product', { product: 'P'.padEnd(20, 'A') }, ['RECORD_MISPLACED product']],
    [
      'does not name it',
      { parts: [{ id: 'B'.padEnd(20, 'A'), lot: 'A1107' }] },
      ['RECORD_MISPLACED lot', 'RECORD_MISPLACED id', 'RECORD_MISPLACED batch'],
    ],
    ['is of another source', { source: 'B'.padEnd(20, 'C') }, ['RECORD_MISPLACED batch']],
  ])('is not proven by a split that %s', (_title, change, faults) => {
    expect(faultsOf(split(change))).toEqual(faults)
  })
})

test('a mixture is made from all that went into it, when it was signed', () => {
  const merged = made('mergeBatches', { inputBatches: [source, 'B'.padEnd(20, 'D')] })
  expect(faultsOf(merged)).toEqual([])
  expect([...lineageOf(merged)]).toEqual([part, source, 'B'.padEnd(20, 'D')])
  expect(tellStory(merged).stations.find(({ record }) => record === records.made)?.made).toBe('merge')
})

test('a record of another kind makes no batch', () => {
  expect(faultsOf(made('mintCodes', {}))).toEqual([
    'RECORD_MISPLACED id',
    'RECORD_MISPLACED batch',
    'RECORD_MISPLACED name',
  ])
})
