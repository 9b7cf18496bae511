// The check of a trace: what is true is green, every alteration is red with a code of its own.
import { describe, expect, test } from '@jest/globals'
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import type { VerdictKind } from '@ectrace/shared/domain/verdict'
import { checkRecord } from './check-record'
import { parseTraceView } from './parse-trace-view'
import { publicFields } from './public-fields'
import type { Trusted } from './trace-check'
import { checkpointOf, forgedCheckpointOf, otherVerifierKey, verifierKey } from './test-log'
import { makeTrace, type Options } from './trace-fixture'

import {
  of,
  view,
  records,
  plant,
  shop,
  works,
  paths,
  pin,
  checkpoint,
  grown,
  trusted,
  check,
  change,
  mirror,
  otherThan,
} from './test-trace'

test('an honest trace is verified to the last record, and moves the pin forward', () => {
  const result = check(grown)
  expect(result).toMatchObject({ verdict: 'verified', also: [], faults: [], log: { state: 'ok' } })
  expect(Object.values(result.records)).toEqual(Object.keys(view.records).map(() => ({ state: 'ok' })))
  expect(result.log).toMatchObject({ pin: { verifierKey, size: of.entries.length } })
  expect(result.levels[plant]).toBe('verified')
})

test('a batch code is verified without membership, an item whose units were not named by its batch', () => {
  const batch = makeTrace({}, 'batch')
  expect(check(batch.view, { ...trusted, pin: undefined, asked: batch.view.code.path }).verdict).toBe('verified')
  const bulk = makeTrace({ units: false })
  expect(check(bulk.view, { ...trusted, pin: undefined, asked: bulk.view.code.path }).verdict).toBe('verified')
})

describe('every displayed value', () => {
  const painted = Object.entries(view.records).flatMap(([id, { name, fields }]) =>
    Object.keys(fields).map((field) => [name, field, id] as const),
  )
  test('is there to be changed, in twenty records and more', () => {
    expect(Object.keys(view.records).length).toBeGreaterThanOrEqual(20)
    expect(painted.length).toBeGreaterThan(100)
  })
  test.each(painted)('%s.%s is blamed when its value or its salt is changed', (_name, field, id) => {
    const { salt, value } = grown.records[id]!.fields[field]!
    for (const opening of [
      { salt, value: otherThan(value) },
      { salt: mirror(salt, 7), value },
      { salt: 'short', value },
    ]) {
      const reply = parseTraceView(change(id, ({ fields }) => ({ fields: { ...fields, [field]: opening } })))
      expect(checkRecord(reply, id, checkpoint)).toEqual([
        { record: id, code: 'FIELD_DIGEST_MISMATCH', fields: [field] },
      ])
    }
  })

  const onceEach = [...new Map(painted.map((each) => [`${each[0]}.${each[1]}`, each])).values()]
  test.each(onceEach)('%s.%s turns the whole page red, and its own record with it', (_name, field, id) => {
    const { salt, value } = grown.records[id]!.fields[field]!
    const opening = { salt, value: otherThan(value) }
    const result = check(change(id, ({ fields }) => ({ fields: { ...fields, [field]: opening } })))
    expect(result.verdict).toBe('tampered')
    expect(result.records[id]).toEqual({ state: 'failed', code: 'FIELD_DIGEST_MISMATCH', fields: [field] })
  })

  const everybodys = onceEach.filter(([name, field]) => publicFields[name].includes(field))
  test.each(everybodys)('%s.%s is missed when it is left out', (_name, field, id) => {
    const rest = (fields: ProvenRecord['fields']) =>
      Object.fromEntries(Object.entries(fields).filter(([key]) => key !== field))
    const reply = parseTraceView(change(id, ({ fields }) => ({ fields: rest(fields) })))
    expect(checkRecord(reply, id, checkpoint)).toHaveLength(1)
  })

  test('a name that its bearer agreed to show is missed too, one that was never shown is not', () => {
    const { registered } = view.subjects.organisations[plant]!
    const { name, ...fields } = grown.records[registered]!.fields
    expect(name?.value).toBe('清源乳业有限公司')
    expect(check(change(registered, () => ({ fields }))).records[registered]).toEqual({
      state: 'failed',
      code: 'FIELD_DIGEST_MISMATCH',
      fields: ['name'],
    })
    expect(view.records[view.subjects.organisations[shop]!.registered]?.fields).not.toHaveProperty('name')
  })
})

describe('each other alteration has its own code', () => {
  const { made, minted, dispatched, received, inspected, carton, raw } = records
  const signature = (text: string) => (record: ProvenRecord) => ({ leaf: { ...record.leaf, signature: text } })
  const timeline = (id: string, how: Partial<TraceView['timeline'][number]>): TraceView => ({
    ...grown,
    timeline: grown.timeline.map((entry) => (entry.record === id ? { ...entry, ...how } : entry)),
  })
  const subjects = (how: Partial<TraceView['subjects']>): TraceView => ({
    ...grown,
    subjects: { ...grown.subjects, ...how },
  })
  const users = grown.subjects.users
  const packer = grown.records[made]!.leaf.envelope.caller
  const unit = grown.timeline.find(({ record }) => record === dispatched)!.unit!
  const other = makeTrace({ plant: 'trial' }).view

  const onRecord: [string, TraceView, string, string][] = [
    ['signature', change(made, signature(mirror(view.records[made]!.leaf.signature, 9))), made, 'SIGNATURE_INVALID'],
    [
      'time that the user signed',
      change(made, ({ leaf }) => ({
        leaf: { ...leaf, envelope: { ...leaf.envelope, time: '2026-11-01T00:00:00.000Z' } },
      })),
      made,
      'PROOF_MALFORMED',
    ],
    [
      'custody',
      change(made, ({ leaf }) => ({ leaf: { ...leaf, envelope: { ...leaf.envelope, custody: 'hosted' } } })),
      made,
      'PROOF_MALFORMED',
    ],
    ['height', change(made, ({ leaf }) => ({ leaf: { ...leaf, height: 3 } })), made, 'INCLUSION_INVALID'],
    [
      'writes',
      change(made, ({ leaf }) => ({ leaf: { ...leaf, writesDigest: 'ab'.repeat(32) } })),
      made,
      'INCLUSION_INVALID',
    ],
    ['leaf index', change(made, ({ leafIndex }) => ({ leafIndex: leafIndex - 1 })), made, 'INCLUSION_INVALID'],
    ['leaf index beyond the tree', change(made, () => ({ leafIndex: 4_000 })), made, 'PROOF_MALFORMED'],
    [
      'path node',
      change(made, ({ path }) => ({ path: [mirror(path[0]!, 3), ...path.slice(1)] })),
      made,
      'INCLUSION_INVALID',
    ],
    ['path cut short', change(made, ({ path }) => ({ path: path.slice(1) })), made, 'INCLUSION_INVALID'],
    ['transaction', change(made, () => ({ transaction: 'ab'.repeat(32) })), made, 'PROOF_MALFORMED'],
    ['name of the record', change(made, () => ({ name: 'createBatch' })), made, 'PROOF_MALFORMED'],
    ['kind of a station', timeline(dispatched, { kind: 'receipt' }), dispatched, 'RECORD_MISPLACED'],
    ['time of a station', timeline(inspected, { time: '2026-11-08T09:31:00+08:00' }), inspected, 'RECORD_MISPLACED'],
    ['batch of a station', timeline(inspected, { batch: 'B'.padEnd(20, 'A') }), inspected, 'RECORD_MISPLACED'],
    [
      'unit path',
      timeline(dispatched, { unit: { ...unit, path: unit.path.map((hash) => mirror(hash, 1)) } }),
      dispatched,
      'UNIT_NOT_IN_BATCH',
    ],
    ['unit index', timeline(dispatched, { unit: { ...unit, index: 0 } }), dispatched, 'UNIT_NOT_IN_BATCH'],
    ['unit line', timeline(dispatched, { unit: { ...unit, line: 2 } }), dispatched, 'UNIT_NOT_IN_BATCH'],
    [
      'receipt said to be of the item without its dispatch',
      { ...grown, timeline: grown.timeline.filter(({ record }) => record !== dispatched) },
      received,
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'place in the minted set',
      { ...grown, membership: { ...grown.membership!, index: 1 } },
      minted,
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'path to the minted set',
      { ...grown, membership: { ...grown.membership!, path: grown.membership!.path.map((hash) => mirror(hash, 0)) } },
      minted,
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'record of another product',
      subjects({ products: { ...grown.subjects.products, [view.product]: made } }),
      made,
      'RECORD_MISPLACED',
    ],
    [
      'record of another place',
      subjects({ places: { ...grown.subjects.places, [works.id]: carton } }),
      carton,
      'RECORD_MISPLACED',
    ],
    [
      'record of another batch',
      subjects({ batches: { ...grown.subjects.batches, [view.batch]: raw } }),
      raw,
      'RECORD_MISPLACED',
    ],
    [
      'organisation of a signer',
      subjects({ users: { ...users, [packer]: { ...users[packer]!, organisation: shop } } }),
      users[packer]!.enrolled,
      'RECORD_MISPLACED',
    ],
    [
      'enrolment of another user',
      subjects({
        users: { ...users, [packer]: { ...users[packer]!, enrolled: grown.subjects.organisations[shop]!.registered } },
      }),
      made,
      'SIGNATURE_INVALID',
    ],
    [
      'level raised without a record',
      subjects({
        organisations: {
          ...grown.subjects.organisations,
          [plant]: { registered: grown.subjects.organisations[plant]!.registered, level: 'verified' },
        },
      }),
      grown.subjects.organisations[plant]!.registered,
      'RECORD_MISPLACED',
    ],
    [
      'verification of another organisation',
      subjects({
        organisations: {
          ...grown.subjects.organisations,
          [plant]: { ...grown.subjects.organisations[plant]!, verified: grown.subjects.organisations[shop]!.verified! },
        },
      }),
      grown.subjects.organisations[shop]!.verified!,
      'RECORD_MISPLACED',
    ],
  ]
  test.each(onRecord)('%s', (_what, reply, record, code) => {
    const result = check(reply)
    expect(result.verdict).toBe('tampered')
    expect(result.records[record]).toMatchObject({ state: 'failed', code })
  })

  const onPage: [string, TraceView, string][] = [
    ['code of another item', { ...grown, code: { kind: 'item', path: paths[1]! } }, 'RECORD_MISPLACED'],
    ['kind of the code', { ...grown, code: { ...grown.code, kind: 'batch' } }, 'RECORD_MISPLACED'],
    ['no membership', (({ membership: _membership, ...rest }) => rest)(grown), 'UNIT_NOT_IN_BATCH'],
    ['another product', { ...grown, product: Object.keys(grown.subjects.products)[0]! }, 'RECORD_MISPLACED'],
    ['another batch', { ...grown, batch: other.timeline[0]!.batch }, 'RECORD_MISPLACED'],
    ['a signer that nobody knows', subjects({ users: {} }), 'SIGNATURE_INVALID'],
    [
      'a station whose record is not there',
      timeline(dispatched, { record: `${'ab'.repeat(32)}.0` }),
      'RECORD_MISPLACED',
    ],
  ]
  test.each(onPage)('%s', (_what, reply, code) => {
    const result = check(reply)
    expect(result.verdict).toBe('tampered')
    expect(result.faults).toContainEqual(expect.objectContaining({ code }))
  })

  const onLog: [string, TraceView, Trusted, string][] = [
    [
      'tree size in the checkpoint',
      { ...grown, checkpoint: view.checkpoint.replace(/\n(\d+)\n/, '\n999\n') },
      trusted,
      'CHECKPOINT_SIGNATURE',
    ],
    [
      'time in the checkpoint',
      { ...grown, checkpoint: view.checkpoint.replace('time 2026', 'time 2027') },
      trusted,
      'CHECKPOINT_SIGNATURE',
    ],
    [
      'checkpoint by another key of the same name',
      { ...grown, checkpoint: forgedCheckpointOf(of) },
      trusted,
      'CHECKPOINT_SIGNATURE',
    ],
    [
      'checkpoint of another log',
      { ...grown, checkpoint: view.checkpoint.replace(/^ectrace\/test\/1/, 'ectrace/rest/1') },
      trusted,
      'CHECKPOINT_WRONG_LOG',
    ],
    ['key other than the pinned one', grown, { ...trusted, verifierKey: otherVerifierKey }, 'CHECKPOINT_WRONG_LOG'],
    ['checkpoint cut', { ...grown, checkpoint: 'nothing' }, trusted, 'CHECKPOINT_MALFORMED'],
    ['older checkpoint', { ...grown, checkpoint: checkpointOf(of, 5) }, trusted, 'CHECKPOINT_ROLLED_BACK'],
    [
      'consistency node',
      { ...grown, consistency: grown.consistency!.map((hash) => mirror(hash, 2)) },
      trusted,
      'CONSISTENCY_INVALID',
    ],
    ['consistency cut short', { ...grown, consistency: [] }, trusted, 'CONSISTENCY_INVALID'],
    [
      'another history of the same size',
      grown,
      { ...trusted, pin: { ...pin, size: of.entries.length } },
      'CHECKPOINT_FORKED',
    ],
  ]
  test.each(onLog)('%s', (_what, reply, device, code) => {
    expect(check(reply, device)).toMatchObject({ verdict: 'tampered', log: { state: 'failed', code }, records: {} })
  })
})

describe('what the platform says of its own read model', () => {
  test('marks the record and the field, with the value on chain', () => {
    const tampered = [{ table: 'batch', column: 'quantity', field: 'quantity' }]
    const result = check(change(records.made, () => ({ tampered })))
    expect(result.verdict).toBe('tampered')
    expect(result.records[records.made]).toEqual({
      state: 'failed',
      code: 'STATE_DIGEST_MISMATCH',
      fields: ['quantity'],
    })
  })
  test('turns the page red also when it concerns no record of the page', () => {
    const tampered = [{ record: '', table: 'unit', column: 'holder', field: 'holder' }]
    const result = check({ ...grown, tampered })
    expect(result.verdict).toBe('tampered')
    expect(result.faults).toEqual([{ code: 'STATE_DIGEST_MISMATCH', fields: ['holder'], claimed: true }])
  })
})

describe('the verdict', () => {
  const verdictOf = (options: Options, how: Partial<TraceView> = {}, device: Partial<Trusted> = {}) => {
    const made = makeTrace(options)
    const { verdict, also } = check(
      { ...made.view, ...how },
      { ...trusted, pin: undefined, asked: made.view.code.path, ...device },
    )
    return [verdict, ...also]
  }
  const cases: [string, VerdictKind[], Options, Partial<TraceView>, Partial<Trusted>][] = [
    ['is amber while the maker is not verified', ['unverified_organisation'], { plant: 'trial' }, {}, {}],
    ['is amber when the maker was suspended', ['unverified_organisation'], { plant: 'suspended' }, {}, {}],
    ['is expired by the clock of the phone', ['expired'], { expiresOn: '2026-11-21' }, {}, {}],
    ['is good through the whole last day in China', [], { expiresOn: '2026-11-22' }, {}, {}],
    [
      'keeps the lower ones',
      ['expired', 'unverified_organisation'],
      { plant: 'trial', expiresOn: '2026-11-21' },
      {},
      {},
    ],
    [
      'is what the platform says when that is worse',
      ['recalled', 'expired'],
      { expiresOn: '2026-11-21' },
      { verdict: 'recalled' },
      {},
    ],
    ['is not proven without the key of the log', ['not_proven'], {}, {}, { verifierKey: undefined }],
  ]
  test.each(cases)('%s', (_what, expected, options, how, device) => {
    expect(verdictOf(options, how, device)).toEqual(expected.length === 0 ? ['verified'] : expected)
  })
  test('is not proven, and never green, when the proof of growth is missing', () => {
    expect(check(view)).toMatchObject({ verdict: 'not_proven', log: { state: 'unproven', reason: 'no-consistency' } })
  })
})
