// What export-draft.ts promises.
import { expect, test } from '@jest/globals'
import { checkExport, exportQuery, firstExport, readExport } from './export-draft'

test('a table of trades can begin at a day and names no batch', () => {
  const draft = { ...firstExport, batch: 'B1', since: '2026-11-01' }
  expect(checkExport(draft)).toEqual([])
  expect(exportQuery(draft, 'zh')).toEqual({
    format: 'xlsx',
    language: 'zh',
    since: expect.stringMatching(/^2026-11-01T00:00:00/),
  })
})

test('free codes are those of one batch, as they are now', () => {
  expect(checkExport({ ...firstExport, kind: 'codes' }).map(({ field }) => field)).toEqual(['batch'])
  const draft = { kind: 'codes', format: 'csv', batch: 'B1', since: '2026-02-30' }
  expect(checkExport(draft)).toEqual([])
  expect(exportQuery(draft, 'en')).toEqual({ format: 'csv', language: 'en', batch: 'B1' })
})

test('a day that there is not is told before anything is asked', () => {
  expect(checkExport({ ...firstExport, since: '2026-02-30' }).map(({ field }) => field)).toEqual(['since'])
  expect(readExport({ ...firstExport, more: '' })).toBeUndefined()
})
