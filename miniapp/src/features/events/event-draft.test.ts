// What event-draft.ts promises.
import { describe, expect, test } from '@jest/globals'
import type { Me } from '@ectrace/shared/api/views'
import { checkEvent, eventBody, readEvent, stepsFor, type EventDraft } from './event-draft'

const photo = { digest: 'a'.repeat(64), type: 'image/png' as const, title: 'Seal' }
const draft: EventDraft = {
  step: 'storing',
  batches: [{ id: 'B1', name: 'Pumpkin', lot: 'L1', place: 'S1' }],
  place: 'S1',
  at: { day: '2026-11-22', time: '08:30' },
  result: '',
  reportNo: '',
  temperature: '-18.5',
  note: ' dry ',
  photos: [photo],
}

const me = (type: 'inspector' | 'supplier', roles: Me['roles']): Pick<Me, 'roles' | 'organisation'> => ({
  roles,
  organisation: { id: 'O1', name: 'O', type, level: 'verified', scheme: 'uscc', value: 'x', named: true },
})

describe('an event', () => {
  test('is sent with its time as an instant with offset, and its evidence', () => {
    const body = eventBody(draft)
    expect(body).toMatchObject({ bizStep: 'storing', batches: ['B1'], temperature: '-18.5', note: 'dry' })
    expect(body.eventTime).toMatch(/^2026-11-22T08:30:00\.000(Z|[+-]\d\d:\d\d)$/)
    expect(body.evidence).toEqual([photo])
    expect(body).not.toHaveProperty('result')
  })
  test('of inspection needs a result, which says whether the goods conform', () => {
    const inspecting = { ...draft, step: 'inspecting' }
    expect(checkEvent(inspecting)).toEqual([{ field: 'result', rule: 'choose', value: '' }])
    expect(eventBody({ ...inspecting, result: 'fail', reportNo: 'R-7' })).toMatchObject({
      result: 'fail',
      disposition: 'non_conformant',
      reportNo: 'R-7',
    })
  })
  test('drops a result that was chosen before the step was changed', () => {
    expect(eventBody({ ...draft, result: 'pass', reportNo: 'R-7' })).not.toHaveProperty('reportNo')
  })
  test.each([
    [{ batches: [] }, 'batches'],
    [{ place: '' }, 'place'],
    [{ at: { day: '2026-02-30', time: '08:30' } }, 'eventTime'],
    [{ temperature: 'cold' }, 'temperature'],
    [{ photos: [{ ...photo, title: ' ' }] }, 'evidence.0.title'],
  ])('with %j is refused at %s', (patch, field) => {
    expect(checkEvent({ ...draft, ...patch }).map((found) => found.field)).toEqual([field])
  })
  test('comes back from storage, but not with a picture of another type', () => {
    expect(readEvent(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    expect(readEvent({ ...draft, photos: [{ ...photo, type: 'image/svg+xml' }] })).toBeUndefined()
  })
  test('is an inspection only for inspectors of an inspection body', () => {
    expect(stepsFor(me('inspector', ['inspector']))[0]).toBe('inspecting')
    expect(stepsFor(me('inspector', ['trader']))).not.toContain('inspecting')
    expect(stepsFor(me('supplier', ['inspector']))).not.toContain('inspecting')
  })
})
