import { expect, test } from '@jest/globals'
import { byOrganisation } from './by-organisation'

const account = (login: string, organisation: string) => ({
  login,
  organisation,
  password: 'p',
  role: 'trader' as const,
})

test('accounts of one organisation stand together, in the order in which they come', () => {
  const [a, b, c] = [account('a', 'X'), account('b', 'Y'), account('c', 'X')]
  expect(byOrganisation([a, b, c])).toEqual([
    { organisation: 'X', members: [a, c] },
    { organisation: 'Y', members: [b] },
  ])
  expect(byOrganisation([])).toEqual([])
})
