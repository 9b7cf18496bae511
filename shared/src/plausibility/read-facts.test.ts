// What read-facts.ts promises: well-formed facts out of whatever records hold.
import { expect, test } from '@jest/globals'
import type { TimelineEntry } from '../api/views.ts'
import { checkFacts } from './check-facts.ts'
import { readFacts } from './read-facts.ts'
import type { Told, ToldRecord } from './read-facts.ts'

const signedAt = '2026-11-09T00:00:10.000Z'
const record = (values: ToldRecord['values'], caller = 'ann'): ToldRecord => ({ values, caller, signedAt })
const entry = (id: string, kind: TimelineEntry['kind']): TimelineEntry => ({
  ...{ record: id, kind, scope: 'batch', batch: 'B', time: 'what the page says' },
})
const records: Record<string, ToldRecord> = {
  place: record({ id: 'P', latitude: '30', longitude: '120' }),
  made: record({ producedOn: '2026-11-07', expiresOn: '2026-12-07', place: 'P', inputBatches: ['A'] }),
  sent: record({
    no: 'T',
    place: 'P',
    dispatchedAt: '2026-11-09T08:00:00+08:00',
    units: [{ line: 1, batch: 'B' }, { line: 2, batch: 'stranger' }, 'B', null],
  }),
}
const told = (change: Record<string, ToldRecord | undefined> = {}): Told => ({
  timeline: [entry('made', 'transformation'), entry('sent', 'dispatch')],
  subjects: { users: { ann: { enrolled: 'e', organisation: 'O' } }, places: { P: 'place' }, batches: { B: 'made' } },
  recordOf: (id) => ({ ...records, ...change })[id],
})

test('reads batches and steps with what the records claim, never what the page says', () => {
  expect(readFacts(told())).toEqual({
    batches: [{ batch: 'B', record: 'made', producedOn: '2026-11-07', expiresOn: '2026-12-07', inputs: ['A'] }],
    steps: [
      {
        record: 'made',
        kind: 'transformation',
        batches: ['B'],
        recordedAt: signedAt,
        point: { latitude: '30', longitude: '120' },
        organisation: 'O',
      },
      {
        record: 'sent',
        kind: 'dispatch',
        batches: ['B'],
        time: '2026-11-09T08:00:00+08:00',
        recordedAt: signedAt,
        point: { latitude: '30', longitude: '120' },
        organisation: 'O',
        trade: 'T',
      },
    ],
    credentials: [],
  })
})

test('a record that does not count leaves no fact behind', () => {
  expect(readFacts(told({ made: undefined }))).toMatchObject({ batches: [], steps: [{ record: 'sent' }] })
})

test.each([
  ['a day that is none', { made: record({ producedOn: '2026-02-30' }) }],
  ['a time that is none', { sent: record({ no: 'T', dispatchedAt: 'yesterday' }) }],
  ['a time that is a number', { sent: record({ no: 7, dispatchedAt: 7, units: 'B', place: null }) }],
  [
    'a signature time that is none',
    { sent: { ...record({ dispatchedAt: '2026-11-09T08:00:00+08:00' }), signedAt: '' } },
  ],
  ['a coordinate that is none', { place: record({ latitude: 'north', longitude: [] }) }],
  ['half a coordinate', { place: record({ latitude: '30' }) }],
  [
    'names of an object',
    { sent: record({ no: 'T', place: '__proto__', units: [{ batch: 'constructor' }] }, '__proto__') },
  ],
])('%s fails no check and breaks nothing', (_what, change) => {
  expect(checkFacts(readFacts(told(change))).filter(({ outcome }) => outcome === 'failed')).toEqual([])
})
