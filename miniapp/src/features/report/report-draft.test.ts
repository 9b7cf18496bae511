// What a report sends.
import { describe, expect, test } from '@jest/globals'
import { checkReport, emptyReport, reportBody } from './report-draft'

const about = { code: '/s/01/06901234567892', visitor: undefined, language: 'zh' } as const

describe('a report', () => {
  test('needs a kind and a text, and says which of them is missing', () => {
    expect(checkReport(emptyReport)).toEqual([
      { field: 'kind', rule: 'choose', value: '' },
      { field: 'text', rule: 'required', value: '' },
    ])
    expect(checkReport({ ...emptyReport, kind: 'sold', text: 'x' }).map(({ field }) => field)).toEqual(['kind'])
    expect(checkReport({ ...emptyReport, kind: 'quality', text: '结块' })).toEqual([])
  })

  test('sends neither an empty contact nor an empty place, and no more than the server takes', () => {
    const draft = { ...emptyReport, kind: 'quality', text: ` ${'长'.repeat(2_000)}`, place: ' ', contact: '' }
    const body = reportBody(draft, { ...about, code: 'x'.repeat(900) })
    expect(Object.keys(body).sort()).toEqual(['c', 'kind', 'language', 'text'])
    expect(body.text).toHaveLength(1_000)
    expect(body.c).toHaveLength(400)
  })

  test('names who scanned only as the device does', () => {
    const visitor = `f${'0'.repeat(32)}`
    const draft = { kind: 'suspected_copy', text: '重复', place: '杭州 文三路', contact: '13800000000' }
    expect(reportBody(draft, { ...about, visitor })).toEqual({
      c: about.code,
      kind: 'suspected_copy',
      text: '重复',
      place: '杭州 文三路',
      contact: '13800000000',
      visitor,
      language: 'zh',
    })
  })
})
