import { expect, test } from '@jest/globals'
import { dueGroups } from './due-groups'

const due = (no: string, promisedAt?: string, updatedAt = '2026-11-20T00:00:00.000Z') => ({
  no,
  updatedAt,
  ...(promisedAt === undefined ? {} : { promisedAt }),
})
const names = (trades: { no: string }[]): string => trades.map(({ no }) => no).join(' ')

test('what was agreed for today or before comes first, the longest overdue at the top', () => {
  const now = new Date(2026, 10, 22, 15, 0).getTime()
  const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString()
  const { today, later } = dueGroups(
    [
      due('none'),
      due('tomorrow', at(23, 1)),
      due('evening', at(22, 23)),
      due('late', at(21, 9)),
      due('newer', undefined, '2026-11-21T00:00:00.000Z'),
    ],
    now,
  )
  expect(names(today)).toBe('late evening')
  expect(names(later)).toBe('tomorrow newer none')
})
