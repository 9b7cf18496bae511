// What the phone finds of its own: checks made from proven values only, whatever the platform says of them.
import { describe, expect, test } from '@jest/globals'
import { tallyOf } from '@ectrace/shared/plausibility/check-facts'
import { sameChecks } from './check-plausible'
import { change, check, grown, records, trusted, view } from './test-trace'

test('an honest trace passes what could be checked, and agrees with its platform', () => {
  const { checks, checksDiffer, verdict } = check(grown)
  expect(checks.map(({ code, outcome }) => `${code} ${outcome}`)).toEqual([
    'expiry_after_production passed',
    'inputs_before_product passed',
    'after_production passed',
    'recorded_after_claim passed',
    'after_production passed',
    'recorded_after_claim passed',
    'after_production passed',
    'recorded_after_claim passed',
    'after_production passed',
    'receipt_after_dispatch passed',
    'received_at_most_shipped not_checked',
    'recorded_after_claim passed',
    'travel_likely not_checked',
    'licence_valid not_checked',
  ])
  expect([checksDiffer, verdict]).toEqual([false, 'verified'])
  expect(tallyOf(checks)).toEqual({ passed: 11, checked: 11, notChecked: 3 })
})

describe('a platform that lies about the checks', () => {
  const lie = (checks: unknown) => check({ ...grown, checks })
  test.each([
    ['leaves one out', grown.checks.slice(1)],
    ['calls one failed', grown.checks.map((one, n) => ({ ...one, outcome: n === 0 ? 'failed' : one.outcome }))],
    ['calls what nobody could check passed', grown.checks.map((one) => ({ ...one, outcome: 'passed' }))],
    ['changes a value', grown.checks.map((one) => ({ ...one, actual: '2026-01-01' }))],
    ['names another record', grown.checks.map((one) => ({ ...one, records: [] }))],
    ['adds one', [...grown.checks, { code: 'licence_valid', outcome: 'failed', records: [] }]],
    ['has none', []],
  ])('and %s is seen, and changes nothing of what is shown', (_how, checks) => {
    const result = lie(checks)
    expect(result.checksDiffer).toBe(true)
    expect(result.checks).toEqual(check(grown).checks)
    expect(result.verdict).toBe('verified')
  })
})

describe('values that were not proven', () => {
  test('of a changed record are not compared, and the platform is not blamed for the rest', () => {
    const { salt } = grown.records[records.received]!.fields['receivedAt']!
    const opening = { salt, value: '2020-01-01T00:00:00+08:00' }
    const result = check(change(records.received, ({ fields }) => ({ fields: { ...fields, receivedAt: opening } })))
    expect(result.verdict).toBe('tampered')
    expect(result.checksDiffer).toBe(false)
    expect(result.checks.some((one) => one.records.includes(records.received))).toBe(false)
    expect(result.checks.some((one) => one.code === 'expiry_after_production')).toBe(true)
  })
  test('under a log that did not hold are not compared at all', () => {
    const result = check(view, { ...trusted, verifierKey: undefined })
    expect([result.log.state, result.checks, result.checksDiffer]).toEqual(['unproven', [], false])
  })
})

test('checks are the same when code, outcome, records and both values are', () => {
  const [one] = grown.checks
  if (one === undefined) throw new Error('no check')
  expect(sameChecks([one], [{ ...one }])).toBe(true)
  expect(sameChecks([one], [{ ...one, expected: 'x' }])).toBe(false)
  expect(sameChecks([one], [])).toBe(false)
})
