// Licences of a trace: as their records say, however the platform tells it.
import { describe, expect, test } from '@jest/globals'
import type { TraceView } from '@ectrace/shared/api/views'
import { parseTraceView } from './parse-trace-view'
import { check, trusted } from './test-trace'
import type { TraceFault } from './trace-check'
import { licencesOf } from './trace-credentials'
import { makeTrace, type Options } from './trace-fixture'

const viewOf = (licence: NonNullable<Options['licence']>): TraceView => makeTrace({ licence }).view
const found = (view: TraceView): [string, TraceFault[]] => {
  const { verdict, faults } = check(view, { ...trusted, pin: undefined, asked: view.code.path })
  return [verdict, faults]
}
const standing = (licence: NonNullable<Options['licence']>, day: string): string | undefined =>
  licencesOf(viewOf(licence), day)[0]?.standing

describe('a licence', () => {
  test('is told as its issuer wrote it, and holds', () => {
    const view = viewOf({ validTo: '2027-12-31' })
    expect(licencesOf(parseTraceView(view), '2026-11-20')).toMatchObject([
      {
        title: '食品生产许可证',
        no: 'SC-1',
        validFrom: '2026-01-01',
        validTo: '2027-12-31',
        standing: 'valid',
        issuer: { name: '省食品检验研究院', thirdParty: true },
      },
    ])
    expect(found(view)).toEqual(['verified', []])
  })

  test.each<[NonNullable<Options['licence']>, string, string]>([
    [{}, '2026-11-20', 'valid'],
    [{}, '2025-12-31', 'not_yet_valid'],
    [{ validTo: '2026-11-19' }, '2026-11-19', 'valid'],
    [{ validTo: '2026-11-19' }, '2026-11-20', 'expired'],
    [{ statuses: ['suspended'] }, '2026-11-20', 'suspended'],
    [{ statuses: ['suspended', 'valid'] }, '2026-11-20', 'valid'],
    [{ statuses: ['suspended', 'revoked'], validTo: '2026-11-19' }, '2026-11-20', 'revoked'],
  ])('%j stands on %s as %s', (licence, day, due) => {
    expect(standing(licence, day)).toBe(due)
  })
})

describe('the page turns red when', () => {
  const view = viewOf({ statuses: ['suspended', 'valid'] })
  const [told] = view.credentials ?? []
  const altered = (credentials: TraceView['credentials']): string =>
    found({ ...view, credentials: credentials ?? [] })[0]
  const [first = '', second = ''] = told?.changed ?? []
  const issued = told?.issued ?? ''

  test('another record is shown as a licence', () => {
    expect(altered([{ issued: view.subjects.batches[view.batch] ?? '', changed: [] }])).toBe('tampered')
    expect(altered([{ issued: `${'0'.repeat(64)}.0`, changed: [] }])).toBe('tampered')
  })
  test('its changes stand in another order', () => {
    expect(altered([{ issued, changed: [second, first] }])).toBe('tampered')
  })
  test('something else is shown as a change of it', () => {
    expect(altered([{ issued, changed: [issued] }])).toBe('tampered')
  })
  test('it is the licence of somebody else', () => {
    const [other] = Object.keys(view.subjects.batches).filter((id) => id !== view.batch)
    const [product] = Object.entries(view.subjects.products).find(([id]) => id !== view.product) ?? []
    expect([other, product]).not.toContain(undefined)
    const elsewhere = { ...view, product: product ?? '', batch: other ?? '' }
    expect(found(elsewhere)[1]).toContainEqual({ code: 'RECORD_MISPLACED', fields: ['subject'], record: issued })
  })
})
