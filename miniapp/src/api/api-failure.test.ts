// What api-failure.ts promises.
import { describe, expect, test } from '@jest/globals'
import { failureOf } from './api-failure'

describe('a failure from a reply', () => {
  test('carries code, faults and the number to quote', () => {
    const faults = [{ field: 'lines.0.quantity', rule: 'decimal', value: '1e3' }]
    const json = { error: { code: 'INVALID_QUANTITY', message: 'x', details: { faults, due: '3' }, requestId: 'r-7' } }
    const failure = failureOf(400, json, 'r-header')
    expect(failure).toMatchObject({ code: 'INVALID_QUANTITY', status: 400, requestId: 'r-7', faults, wrote: false })
    expect(failure.details['due']).toBe('3')
  })
  test('drops faults of another shape', () => {
    const json = { error: { code: 'VALIDATION_FAILED', details: { faults: [null, 'x', { field: 1 }] } } }
    expect(failureOf(400, json, undefined).faults).toEqual([])
  })
  test.each([undefined, null, 'html', [], { error: { code: 'NO_SUCH_CODE' } }, { error: 'x' }])(
    'is INTERNAL for a reply of another shape: %j',
    (json) => {
      expect(failureOf(502, json, 'r-header')).toMatchObject({ code: 'INTERNAL', status: 502, requestId: 'r-header' })
    },
  )
})
