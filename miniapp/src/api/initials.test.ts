// What initials.ts promises.
import { expect, test } from '@jest/globals'
import { initialsOf } from './initials'

test.each([
  ['linli.warehouse', 'LW'],
  ['anna', 'AN'],
  ['x', 'X'],
  ['li-wei_2', 'LW'],
  ['7eleven', '7E'],
  ['.anna', 'AN'],
])('%s is marked %s', (login, initials) => {
  expect(initialsOf(login)).toBe(initials)
})
