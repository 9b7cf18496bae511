// An item's code that is not in use, frozen or void: by the records in the reply, whatever the platform says, and by its word alone.
import { describe, expect, test } from '@jest/globals'
import type { TraceView } from '@ectrace/shared/api/views'
import type { VerdictKind } from '@ectrace/shared/domain/verdict'
import { check, trusted } from './test-trace'
import { makeTrace, type CodeActName, type Options, type TestTrace } from './trace-fixture'
import { tellStory } from './trace-story'

/** The traced item is number 2 of its set. */
const act = (name: CodeActName, from = 2, to = from) => ({ name, from, to })
const made = (options: Options): TestTrace => makeTrace(options)
const verdictsOf = (view: TraceView): VerdictKind[] => {
  const { verdict, also } = check(view, { ...trusted, pin: undefined, asked: view.code.path })
  return [verdict, ...also]
}
const checked = (options: Options, how: Partial<TraceView> = {}): VerdictKind[] =>
  verdictsOf({ ...made(options).view, ...how })
const fine: NonNullable<TraceView['status']> = { state: 'active', frozen: false, records: [] }

describe('by the records alone, against a platform that says all is well:', () => {
  test.each<[string, Options, VerdictKind[]]>([
    ['nothing was done to it', {}, ['verified']],
    ['it is frozen', { codeActs: [act('freezeCodes')] }, ['frozen']],
    ['it is frozen in a range', { codeActs: [act('freezeCodes', 0, 4)] }, ['frozen']],
    ['others are frozen', { codeActs: [act('freezeCodes', 0, 1), act('freezeCodes', 3, 4)] }, ['verified']],
    ['another set is frozen', { codeActs: [{ ...act('freezeCodes'), set: 1 }] }, ['verified']],
    ['it was released', { codeActs: [act('freezeCodes'), act('releaseCodes', 1, 3)] }, ['verified']],
    ['others were released', { codeActs: [act('freezeCodes', 0, 4), act('releaseCodes', 3, 4)] }, ['frozen']],
    [
      'it was released and frozen again',
      { codeActs: [act('freezeCodes'), act('releaseCodes'), act('freezeCodes')] },
      ['frozen'],
    ],
    ['it is void', { codeActs: [act('voidCodes')] }, ['voided']],
    ['it is void and frozen', { codeActs: [act('freezeCodes'), act('voidCodes')] }, ['frozen', 'voided']],
    ['it was never activated', { later: true }, ['not_activated']],
    ['others were activated', { later: true, codeActs: [act('activateCodes', 0, 1)] }, ['not_activated']],
    ['it was activated', { later: true, codeActs: [act('activateCodes', 2, 4)] }, ['verified']],
    [
      'it was activated and is frozen',
      { later: true, codeActs: [act('activateCodes', 0, 4), act('freezeCodes')] },
      ['frozen'],
    ],
  ])('%s', (_title, options, due) => {
    expect(checked(options, { status: fine })).toEqual(due)
  })
})

describe('by the word of the platform, where it shows no record:', () => {
  test.each<[NonNullable<TraceView['status']>, VerdictKind[]]>([
    [{ ...fine, frozen: true }, ['frozen']],
    [{ ...fine, state: 'void' }, ['voided']],
    [{ ...fine, state: 'printed' }, ['not_activated']],
    [fine, ['verified']],
  ])('%j', (status, due) => {
    expect(checked({}, { status })).toEqual(due)
  })

  test('a graver finding is said first, and the state stays behind it', () => {
    expect(checked({ codeActs: [act('freezeCodes')] }, { verdict: 'recalled', status: fine })).toEqual([
      'recalled',
      'frozen',
    ])
    const expired = { expiresOn: '2026-11-01', codeActs: [act('freezeCodes')] }
    expect(checked(expired)).toEqual(['frozen', 'expired'])
  })
})

test('a batch’s own code has no state: what was done to single items says nothing of it', () => {
  expect(verdictsOf(makeTrace({ codeActs: [act('freezeCodes')] }, 'batch').view)).toEqual(['verified'])
})

describe('the reply', () => {
  const activated = () => {
    const { view, codeActs } = made({ later: true, codeActs: [act('activateCodes', 2, 4), act('activateCodes', 0, 1)] })
    const [own = '', other = ''] = codeActs
    const time = view.records[own]?.leaf.envelope.time ?? ''
    const entry = { record: own, kind: 'activation', scope: 'item', batch: view.batch, time } as const
    return { view: { ...view, timeline: [...view.timeline, entry] }, own, other, entry }
  }

  test('shows the activation as a station of this item', () => {
    const { view, own } = activated()
    expect(verdictsOf({ ...view, status: { ...fine, records: [own] } })).toEqual(['verified'])
    const station = tellStory(view).stations.find(({ kind }) => kind === 'activation')
    expect(station).toMatchObject({ record: own, time: view.records[own]?.leaf.envelope.time })
    expect(station).not.toHaveProperty('scope')
  })

  test.each<[string, (a: ReturnType<typeof activated>) => TraceView]>([
    [
      'names the activation of others as the item’s',
      ({ view, other }) => ({ ...view, status: { ...fine, records: [other] } }),
    ],
    [
      'names a record that is about something else',
      ({ view }) => ({ ...view, status: { ...fine, records: Object.keys(view.records).slice(0, 1) } }),
    ],
    [
      'names a record that it does not show',
      ({ view }) => ({ ...view, status: { ...fine, records: [`${'ab'.repeat(32)}.0`] } }),
    ],
    [
      'shows the activation of others as a station of the item',
      ({ view, other, entry }) => ({
        ...view,
        timeline: [...view.timeline.filter(({ kind }) => kind !== 'activation'), { ...entry, record: other }],
      }),
    ],
  ])('that %s is red', (_title, how) => {
    expect(verdictsOf(how(activated()))[0]).toBe('tampered')
  })

  test.each([
    { state: 'sold' },
    { frozen: 'no' },
    { records: ['x'] },
    { records: Array<string>(5).fill(`${'ab'.repeat(32)}.0`) },
  ])('with a malformed status is refused: %j', (how) => {
    const { view } = made({})
    expect(() => check({ ...view, status: { ...fine, ...how } })).toThrow(
      expect.objectContaining({ code: 'PROOF_MALFORMED' }),
    )
  })
})
