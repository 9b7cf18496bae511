// What a change of codes sends.
import { describe, expect, test } from '@jest/globals'
import { changeBody, checkChange, emptyChange } from './change-draft'

describe('a change of codes', () => {
  test('needs an act and a range, and a reason where the chain keeps one', () => {
    const fields = (draft: Partial<typeof emptyChange>): string[] =>
      checkChange({ ...emptyChange, ...draft }, 100).map(({ field }) => field)
    expect(fields({})).toEqual(['act', 'from', 'to'])
    expect(fields({ act: 'activate', from: '1', to: '5' })).toEqual([])
    expect(fields({ act: 'freeze', from: '1', to: '5' })).toEqual(['reason'])
    expect(fields({ act: 'void', from: '1', to: '5', freezeReason: 'order' })).toEqual(['reason'])
    expect(fields({ act: 'burn', from: '1', to: '5' })).toEqual(['act'])
  })

  test('sends indexes from 0 and the reason of its own act only', () => {
    const draft = {
      ...emptyChange,
      from: '11',
      to: '20',
      freezeReason: 'quality',
      voidReason: 'destroyed',
      note: ' x ',
    }
    expect(changeBody({ ...draft, act: 'void' }, 2)).toEqual({
      act: 'void',
      set: 2,
      from: 10,
      to: 19,
      reason: 'destroyed',
      note: 'x',
    })
    expect(changeBody({ ...draft, act: 'release' }, 0)).not.toHaveProperty('reason')
  })
})
