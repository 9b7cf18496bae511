// What a transaction leaves beside state: its records, what they speak of, and the links of its events.
import { describe, expect, test } from '@jest/globals'
import type { Committed } from '@ectrace/shared/ledger/ledger'
import type { Json } from '@ectrace/shared/proof/canonical'
import { eventBatchesOf, recordsOf } from './records.ts'
import { stateSamples } from './state-samples.ts'

type Act = { name: string; fields: Record<string, Json> }

const committed = (acts: readonly Act[], written: readonly string[]): Committed => ({
  transaction: 't1',
  leafIndex: 31,
  block: { height: 7, time: '2026-11-22T02:00:00.000Z' },
  leaf: {
    v: 1,
    envelope: {
      v: 1,
      log: 'test/1',
      channel: 'trace',
      operations: acts.map(({ name }) => ({ contract: 'trace', version: 1, name, args: {} })),
      caller: 'U1',
      custody: 'own',
      time: '2026-11-22T01:59:59.000Z',
      nonce: '',
      request: '',
    },
    signature: '',
    height: 7,
    index: 2,
    writesDigest: '',
    eventsDigest: '',
  },
  openings: acts.map(({ fields }) =>
    Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, { salt: '', value }])),
  ),
  writes: written.map((key) => ({ key, value: {} })),
  events: [],
})

const subjects = (...input: Parameters<typeof committed>): string[] =>
  recordsOf(committed(...input), 'O1').subjects.map(({ op, subject }) => `${String(op)} ${subject}`)

describe('the records of a transaction', () => {
  test('are one per operation, with the place in the log and the organisation of the caller', () => {
    const acts = [
      { name: 'createPlace', fields: {} },
      { name: 'createProduct', fields: {} },
    ]
    const common = { transaction: 't1', caller: 'U1', organisation: 'O1', height: 7, tx_index: 2, leaf_index: 31 }
    expect(recordsOf(committed(acts, []), 'O1').records).toEqual([
      { ...common, op: 0, name: 'createPlace', recorded_at: '2026-11-22T02:00:00.000Z' },
      { ...common, op: 1, name: 'createProduct', recorded_at: '2026-11-22T02:00:00.000Z' },
    ])
  })

  test('speak of what was written, but not of nonces', () => {
    const written = ['place/L1', 'nonce/U1/abc', 'gtin/06901234567892']
    expect(subjects([{ name: 'createPlace', fields: { id: 'L1' } }], written)).toEqual([
      '0 place/L1',
      '0 gtin/06901234567892',
    ])
  })

  test('speak of batches and trades that are only named: texts, lists and lists of objects', () => {
    const units = [
      { line: 1, batch: 'B1' },
      { line: 2, batch: 'B2' },
      { line: 3, batch: 'B1' },
    ]
    expect(subjects([{ name: 'recordEvent', fields: { batches: ['B1', 'B2'], place: 'L1' } }], ['event/E1'])).toEqual([
      '0 batch/B1',
      '0 batch/B2',
      '0 event/E1',
    ])
    expect(subjects([{ name: 'dispatchTrade', fields: { no: 'T1', units } }], ['trade/T1', 'unit//s/x/1'])).toEqual([
      '0 trade/T1',
      '0 batch/B1',
      '0 batch/B2',
      '0 unit//s/x/1',
    ])
    expect(subjects([{ name: 'transformBatch', fields: { id: 'B2', inputBatches: ['B1'] } }], ['lineage/B1'])).toEqual([
      '0 batch/B2',
      '0 batch/B1',
      '0 lineage/B1',
    ])
  })

  test('of several operations: a written key belongs to those that name it, or to all', () => {
    const acts = [
      { name: 'createBatch', fields: { id: 'B1' } },
      { name: 'createBatch', fields: { id: 'B2' } },
    ]
    expect(subjects(acts, ['batch/B1', 'holding/H1', 'batch/B2'])).toEqual([
      '0 batch/B1',
      '0 holding/H1',
      '1 batch/B2',
      '1 holding/H1',
    ])
  })

  test('survive a name that this version does not know, and a field that is withheld', () => {
    expect(subjects([{ name: 'notYetInvented', fields: { batch: 'B1' } }], ['batch/B1'])).toEqual(['0 batch/B1'])
    expect(subjects([{ name: 'recordEvent', fields: {} }], ['event/E1'])).toEqual(['0 event/E1'])
  })
})

describe('the links of an event', () => {
  test('are its batches in their order', () => {
    const { key, full } = stateSamples.event
    expect(eventBatchesOf({ key, value: full })).toEqual([
      { event: 'E1', position: 0, batch: 'B1' },
      { event: 'E1', position: 1, batch: 'B0' },
    ])
  })

  test('are none for any other value', () => {
    const { key, full } = stateSamples.receipt
    expect(eventBatchesOf({ key, value: full as unknown as Json })).toEqual([])
  })
})
