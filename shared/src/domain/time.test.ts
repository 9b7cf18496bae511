// Instants and days: what is refused, agreement with the calendar of Date, and the last day of a batch.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compareInstants, dateOfInstant, expired, instantFromMs, parseDate, parseInstant, toUtcMs } from './time.ts'

const refused = (rule: string): unknown =>
  expect.objectContaining({
    code: 'INVALID_TIME',
    details: { faults: [expect.objectContaining({ field: 'occurredAt', rule })] },
  })

describe('parseInstant', () => {
  test.each([
    '2025-11-22T08:30:00+08:00',
    '2025-11-22T00:30:00Z',
    '2024-02-29T23:59:59.999999999-05:00',
    '2000-02-29T00:00:00.1+14:00',
  ])('%s is an instant', (text) => {
    expect(parseInstant(text, 'occurredAt')).toBe(text)
  })

  test.each([
    ['2025-11-22T08:30:00', 'offset-required'],
    ['2025-11-22', 'offset-required'],
    ['', 'offset-required'],
    ['yesterday', 'offset-required'],
    ['2025-11-22T08:30+08:00', 'iso-8601-instant'],
    ['2025-11-22 08:30:00+08:00', 'iso-8601-instant'],
    ['2025-11-22T8:30:00Z', 'iso-8601-instant'],
    ['2025-11-22t08:30:00Z', 'iso-8601-instant'],
    ['2025-11-22T08:30:00.Z', 'iso-8601-instant'],
    ['2025-11-22T08:30:00.1234567890Z', 'iso-8601-instant'],
    ['２025-11-22T08:30:00Z', 'iso-8601-instant'],
    ['+12025-11-22T08:30:00Z', 'iso-8601-instant'],
    ['2025-02-29T00:00:00Z', 'real-calendar-date'],
    ['1900-02-29T00:00:00Z', 'real-calendar-date'],
    ['2025-13-01T00:00:00Z', 'real-calendar-date'],
    ['2025-04-31T00:00:00Z', 'real-calendar-date'],
    ['2025-00-10T00:00:00Z', 'real-calendar-date'],
    ['2025-01-00T00:00:00Z', 'real-calendar-date'],
    ['0000-01-01T00:00:00Z', 'real-calendar-date'],
    ['2025-11-22T24:00:00Z', 'real-time-of-day'],
    ['2025-11-22T23:60:00Z', 'real-time-of-day'],
    ['2016-12-31T23:59:60Z', 'real-time-of-day'],
    ['2025-11-22T08:30:00+14:01', 'offset-within-14-hours'],
    ['2025-11-22T08:30:00+08:60', 'offset-within-14-hours'],
    ['2025-11-22T08:30:00-00:00', 'offset-within-14-hours'],
  ])('%j is refused by %s', (text, rule) => {
    expect(() => parseInstant(text, 'occurredAt')).toThrow(refused(rule))
  })

  test.each([[0], [null], [new Date(0)]])('%p is refused: not text', (value) => {
    expect(() => parseInstant(value, 'occurredAt')).toThrow(refused('text'))
  })

  test('days too must be real', () => {
    expect(parseDate('2024-02-29', 'occurredAt')).toBe('2024-02-29')
    for (const text of ['2025-02-29', '2025-2-1', '20250201', '2025-02-01T00:00:00Z']) {
      expect(() => parseDate(text, 'occurredAt')).toThrow(refused('real-calendar-date'))
    }
  })
})

const ms = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2400, 0, 1) })
const offset = fc.integer({ min: -840, max: 840 })

describe('order and calendar', () => {
  test('instants agree with the calendar of Date', () => {
    fc.assert(
      fc.property(ms, offset, (at, minutes) => {
        const written = instantFromMs(at, minutes)
        expect(parseInstant(written, 'at')).toBe(written)
        expect(toUtcMs(written)).toBe(at)
        expect(toUtcMs(new Date(at).toISOString())).toBe(at)
        expect(dateOfInstant(written, 0)).toBe(new Date(at).toISOString().slice(0, 10))
      }),
      { numRuns: 500 },
    )
  })

  test('order does not depend on offsets and reaches to nanoseconds', () => {
    fc.assert(
      fc.property(ms, ms, offset, offset, (a, b, m, n) => {
        expect(compareInstants(instantFromMs(a, m), instantFromMs(b, n))).toBe(Math.sign(a - b))
      }),
    )
    expect(compareInstants('2025-11-22T08:00:00+08:00', '2025-11-22T00:00:00Z')).toBe(0)
    expect(compareInstants('2025-11-22T00:00:00.000000001Z', '2025-11-22T00:00:00Z')).toBe(1)
    expect(toUtcMs('1970-01-01T08:00:00.0019+08:00')).toBe(1)
    expect(instantFromMs(0)).toBe('1970-01-01T08:00:00.000+08:00')
  })
})

describe('expired', () => {
  test.each([
    ['2025-11-22T00:00:00+08:00', false],
    ['2025-11-22T23:59:59.999+08:00', false],
    ['2025-11-22T15:59:59Z', false],
    ['2025-11-22T16:00:00Z', true],
    ['2025-11-23T00:00:00+08:00', true],
    ['2025-11-23T05:00:00+14:00', false],
  ])('a batch good until 2025-11-22 at %s: %s', (at, over) => {
    expect(expired('2025-11-22', at)).toBe(over)
  })

  test('another place has another midnight', () => {
    expect(expired('2025-11-22', '2025-11-22T16:00:00Z', 0)).toBe(false)
    expect(expired('2025-12-31', '2026-01-01T00:00:00Z', 0)).toBe(true)
  })
})
