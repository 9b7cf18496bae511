// Files are read on threads of their own: one that takes too long or too much is stopped, and nobody else notices.
import { afterEach, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { rowsXml, workbook } from '../../../test/workbook-fixture.ts'
import { openTableReader } from './table-reader.ts'
import type { TableReader } from './table-reader.ts'

let reader: TableReader | undefined
afterEach(() => reader?.close())

const outcome = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'read',
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error
      return [error.code, error.details.faults?.[0]?.rule ?? error.details['part']].join(' ')
    },
  )
const small = workbook({ rows: rowsXml([['名称'], ['酸奶']]) })

test('a file is read, and a refusal keeps its code and rule on the way', async () => {
  reader = openTableReader()
  expect(await reader.read(small)).toEqual([
    { row: 1, cells: [{ kind: 'text', text: '名称' }] },
    { row: 2, cells: [{ kind: 'text', text: '酸奶' }] },
  ])
  expect(await outcome(reader.read(Buffer.from('a\0')))).toBe('FILE_UNREADABLE csv.no-nul')
})

test('a thread that is not done in time is stopped', async () => {
  reader = openTableReader(1)
  expect(await outcome(reader.read(small))).toBe('FILE_TOO_LARGE time')
})

test('two are read at a time, eight wait, and no more', async () => {
  reader = openTableReader()
  const { read } = reader
  const outcomes = await Promise.all(Array.from({ length: 11 }, () => outcome(read(small))))
  expect(outcomes.filter((one) => one === 'read')).toHaveLength(10)
  expect(outcomes.at(-1)).toBe('SERVER_BUSY table reader')
})

test('who closes lets nobody wait for ever', async () => {
  reader = openTableReader()
  const { read } = reader
  const readings = Array.from({ length: 4 }, () => outcome(read(small)))
  await reader.close()
  expect(new Set(await Promise.all(readings))).toEqual(new Set(['NOT_READY table reader']))
})
