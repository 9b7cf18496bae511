// What moment.ts promises.
import { describe, expect, test } from '@jest/globals'
import { parseInstant } from '@ectrace/shared/domain/time'
import { brokenMomentRule, instantOf, momentOf } from './moment'

describe('a moment', () => {
  test('becomes an instant with offset that means the same minute', () => {
    const date = new Date(2026, 10, 22, 8, 5)
    const instant = instantOf(momentOf(date))
    expect(parseInstant(instant, 'time')).toBe(instant)
    expect(new Date(instant).getTime()).toBe(date.getTime())
  })
  test.each([
    [{ day: '', time: '08:30' }, 'required'],
    [{ day: '2026-02-29', time: '08:30' }, 'real-calendar-date'],
    [{ day: '2026-02-28', time: '24:00' }, 'real-time-of-day'],
    [{ day: '2026-02-28', time: '8.30' }, 'real-time-of-day'],
    [{ day: '2026-02-28', time: '8：30' }, undefined],
  ])('%j breaks the rule %s', (moment, rule) => {
    expect(brokenMomentRule(moment)).toBe(rule)
  })
})
