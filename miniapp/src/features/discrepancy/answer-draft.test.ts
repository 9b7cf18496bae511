// What answer-draft.ts promises.
import { describe, expect, test } from '@jest/globals'
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { Change } from '@ectrace/shared/matching/settlement'
import { answerBody, checkAnswer, firstAnswer, readAnswer } from './answer-draft'

const yes: Change[] = [
  { change: 'less', line: 1, quantity: '2', fate: 'not_shipped', units: ['/a', '/b'] },
  { change: 'more', line: 3, fills: 2, batch: 'B2', quantity: '4' },
]
const note = { reason: 'quantity' } as DiscrepancyView
const first = firstAnswer(note, yes)
const unitOf = (): string => 'H87'
const correct = { ...first, answer: 'correct', party: 'carrier' }

describe('an answer', () => {
  test('begins with nothing said, and with all that a yes would change', () => {
    expect(checkAnswer(first, unitOf).map(({ field }) => field)).toEqual(['answer', 'party'])
    expect(first.changes).toEqual([
      { quantity: '2', fate: 'not_shipped', units: ['/a', '/b'] },
      { quantity: '4', fate: '', units: [] },
    ])
    expect(answerBody(first, yes)).toBeUndefined()
  })
  test('of yes brings no amendments: the server finds those of the yes', () => {
    expect(answerBody({ ...first, answer: 'confirm', party: 'supplier' }, yes)).toEqual({
      answer: 'confirm',
      reason: 'quantity',
      party: 'supplier',
      note: '',
    })
  })
  test('that corrects names which unit, its fate, and goods of another batch by their agreed line', () => {
    const [less, more] = correct.changes
    const typed = {
      ...correct,
      changes: [
        { ...less!, quantity: '1', fate: 'lost', units: ['/b'] },
        { ...more!, quantity: '3' },
      ],
    }
    expect(checkAnswer(typed, unitOf)).toEqual([])
    expect(answerBody(typed, yes)).toMatchObject({
      amendments: [
        { change: 'less', line: 1, quantity: '1', fate: 'lost', units: ['/b'] },
        { change: 'more', fills: 2, batch: 'B2', quantity: '3' },
      ],
    })
  })
  test('that corrects nothing is none, and a number that is none is said at its line', () => {
    const nothing = { ...correct, changes: correct.changes.map((change) => ({ ...change, quantity: '0', units: [] })) }
    expect(checkAnswer(nothing, unitOf)).toEqual([{ field: 'amendments', rule: 'required' }])
    expect(answerBody(nothing, yes)).toBeUndefined()
    const wrong = { ...correct, changes: correct.changes.map((change) => ({ ...change, quantity: '1.5' })) }
    expect(checkAnswer(wrong, unitOf).map(({ field }) => field)).toEqual([
      'amendments.0.quantity',
      'amendments.1.quantity',
    ])
  })
  test('kept on the device is taken back only for the same changes', () => {
    expect(readAnswer(yes)(correct)).toEqual(correct)
    expect(readAnswer(yes.slice(1))(correct)).toBeUndefined()
  })
})
