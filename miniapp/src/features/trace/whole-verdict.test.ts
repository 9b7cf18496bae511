// What scans add to the verdict of the records.
import type { HiddenCheckView } from '@ectrace/shared/api/code-views'
import type { ScanView } from '@ectrace/shared/api/scan-views'
import { verdicts } from '@ectrace/shared/domain/verdict'
import type { ScanFinding } from '@ectrace/shared/scanning/judge-scans'
import { describe, expect, test } from '@jest/globals'
import { parseScanView } from './parse-scan-view'
import { wholeVerdict } from './whole-verdict'

const at = '2026-11-28T10:00:00.000Z'
const scan = (over: Partial<ScanView> = {}): ScanView => ({
  counted: true,
  scans: 1,
  people: 1,
  unknown: 0,
  yours: { times: 0 },
  placeRules: 'on',
  findings: [],
  hidden: 'none',
  ...over,
})
const cities: ScanFinding = { code: 'many_cities', level: 'caution', cities: ['上海', '广州', '成都'], minutes: 120 }
const before: ScanFinding = { code: 'you_scanned_before', level: 'note', times: 2, lastAt: at }
const verified = { verdict: 'verified', also: [] } as const

describe('the verdict of records and scans together', () => {
  test('stays green for a note, and turns amber for a caution', () => {
    expect(wholeVerdict({ ...verified, also: [] }, { scan: scan({ findings: [before] }) })).toEqual({
      verdict: 'verified',
      also: [],
      genuine: false,
    })
    expect(wholeVerdict({ ...verified, also: [] }, { scan: scan({ findings: [before, cities] }) }).verdict).toBe(
      'clone_risk',
    )
  })

  test('does not wait for the count, and loses nothing when it cannot be had', () => {
    expect(wholeVerdict({ verdict: 'tampered', also: ['expired'] }, {})).toEqual({
      verdict: 'tampered',
      also: ['expired'],
      genuine: false,
    })
  })

  test.each(verdicts.filter((kind) => kind !== 'verified' && kind !== 'clone_risk'))(
    'keeps %s and a possible copy in their order',
    (kind) => {
      const { verdict, also } = wholeVerdict({ verdict: kind, also: [] }, { scan: scan({ findings: [cities] }) })
      const places = [verdict, ...also].map((each) => verdicts.indexOf(each))
      expect(places).toEqual([...places].sort((a, b) => a - b))
      expect([verdict, ...also]).toContain('clone_risk')
    },
  )

  test('warns of a hidden code that somebody else used, not of one that the reader used', () => {
    const used = (byYou: boolean): ScanView => scan({ hidden: 'used', hiddenUsed: { at, byYou } })
    expect(wholeVerdict({ ...verified, also: [] }, { scan: used(false) }).verdict).toBe('hidden_used')
    expect(wholeVerdict({ ...verified, also: [] }, { scan: used(true) }).verdict).toBe('verified')
    const tried: HiddenCheckView = { outcome: 'used', usedAt: at, byYou: false }
    expect(wholeVerdict({ ...verified, also: [] }, { scan: scan(), hidden: tried }).verdict).toBe('hidden_used')
  })

  test('calls goods genuine only for a hidden code that matched for the first time, with nothing else against them', () => {
    const matched: HiddenCheckView = { outcome: 'matched', usedAt: at }
    expect(wholeVerdict({ ...verified, also: [] }, { scan: scan(), hidden: matched }).genuine).toBe(true)
    expect(wholeVerdict({ verdict: 'recalled', also: [] }, { scan: scan(), hidden: matched }).genuine).toBe(false)
    expect(wholeVerdict({ ...verified, also: [] }, { scan: scan({ findings: [cities] }), hidden: matched })).toEqual({
      verdict: 'clone_risk',
      also: [],
      genuine: false,
    })
    const wrong: HiddenCheckView = { outcome: 'wrong', left: 3 }
    expect(wholeVerdict({ ...verified, also: [] }, { scan: scan(), hidden: wrong }).genuine).toBe(false)
  })
})

describe('the count as it comes over the wire', () => {
  test('is taken as it is, and a finding of a later server is passed over', () => {
    const view = scan({ findings: [cities, before], first: { at, city: '杭州', byYou: true }, city: '杭州' })
    expect(parseScanView(JSON.parse(JSON.stringify(view)))).toEqual(view)
    expect(parseScanView({ ...view, findings: [{ code: 'later', level: 'caution' }], later: 1 }).findings).toEqual([])
  })

  test.each([
    ['no object', 'x'],
    ['a negative count', { ...scan(), people: -1 }],
    ['a finding without its values', { ...scan(), findings: [{ code: 'burst', level: 'caution' }] }],
    ['an unknown state of the hidden code', { ...scan(), hidden: 'perhaps' }],
  ])('is refused with PROOF_MALFORMED for %s', (_what, value) => {
    expect(() => parseScanView(value)).toThrow(expect.objectContaining({ code: 'PROOF_MALFORMED' }))
  })
})
