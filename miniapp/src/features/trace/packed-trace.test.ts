// An item that travelled inside of packs: shown as handed over only when each packing, and the pack on the dispatch, are proven.
import { describe, expect, test } from '@jest/globals'
import type { PackStep, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import { parseTraceView } from './parse-trace-view'
import { check, mirror, trusted } from './test-trace'
import { makeTrace } from './trace-fixture'

const { view, records } = makeTrace({ packed: true })
const { dispatched } = records
const device = { ...trusted, pin: undefined, asked: view.code.path }
const unit = view.timeline.find(({ record }) => record === dispatched)!.unit!
const [box, pallet] = unit.packs as [PackStep, PackStep]

const withUnit = (change: Partial<NonNullable<TimelineEntry['unit']>>): TraceView => ({
  ...view,
  timeline: view.timeline.map((entry) =>
    entry.record === dispatched ? { ...entry, unit: { ...unit, ...change } } : entry,
  ),
})
const withPacks = (packs: PackStep[]): TraceView => withUnit({ packs })

test('an item in a box on a pallet is verified by the proofs of both packings', () => {
  expect(unit.packs).toHaveLength(2)
  expect(check(view, device)).toMatchObject({ verdict: 'verified', faults: [] })
})

describe('the hand-over is not the item’s own', () => {
  const notLast = (path: string[]): string[] => path.map((hash) => mirror(hash, 1))
  const later = { ...view.records[box.record]!, leafIndex: view.records[dispatched]!.leafIndex + 1 }
  test.each<[string, TraceView]>([
    ['without the packings', withUnit({ packs: [] })],
    ['without the outer one', withPacks([box])],
    ['without the inner one', withPacks([pallet])],
    ['when they are told in the wrong order', withPacks([pallet, box])],
    ['with another place in the box', withPacks([{ ...box, index: 0 }, pallet])],
    ['with another path in the box', withPacks([{ ...box, path: notLast(box.path) }, pallet])],
    ['with another place on the dispatch', withUnit({ index: 1 })],
    ['by a record that is no packing', withPacks([{ ...box, record: records.minted }, pallet])],
    ['by a record that is not there', withPacks([{ ...box, record: `${'ab'.repeat(32)}.0` }, pallet])],
    ['by a packing that came after it', { ...view, records: { ...view.records, [box.record]: later } }],
  ])('%s', (_title, reply) => {
    const { verdict, faults } = check(reply, device)
    expect(verdict).toBe('tampered')
    expect(faults).toContainEqual({ code: 'UNIT_NOT_IN_BATCH', fields: ['units'], record: dispatched })
  })
})

test('more packs than there are around an item are no answer', () => {
  expect(() => parseTraceView(withPacks([box, box, box, pallet]))).toThrow(
    expect.objectContaining({ code: 'PROOF_MALFORMED' }),
  )
})

test('what lies in a packing beside the item is nowhere in the reply', () => {
  expect(view.records[box.record]?.withheld).toEqual(['children'])
})
