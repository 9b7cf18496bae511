// What place-draft.ts and user-draft.ts promise.
import { describe, expect, test } from '@jest/globals'
import { checkPlace, emptyPlace, placeBody } from './place-draft'
import { checkUser, rolesFor, rolesOf } from './user-draft'

describe('a place', () => {
  test('needs a name and a city', () => {
    expect(checkPlace(emptyPlace).map(({ field }) => field)).toEqual(['name', 'city'])
  })
  test('takes both coordinates or none', () => {
    const half = { ...emptyPlace, name: 'A', city: 'B', latitude: '36.9' }
    expect(checkPlace(half)).toEqual([{ field: 'longitude', rule: 'coordinates.both' }])
    expect(placeBody({ ...half, longitude: '118.7' })).toEqual({
      name: 'A',
      city: 'B',
      latitude: '36.9',
      longitude: '118.7',
    })
  })
  test('leaves out what was not filled in', () => {
    expect(placeBody({ ...emptyPlace, name: ' A ', city: 'B' })).toEqual({ name: 'A', city: 'B' })
  })
})

describe('a user', () => {
  test('needs a login, a password of eight characters and a role', () => {
    expect(checkUser({ login: 'Wang', roles: '' }, 'short').map(({ field }) => field)).toEqual([
      'login',
      'password',
      'roles',
    ])
    expect(checkUser({ login: 'wang', roles: 'trader' }, 'long enough')).toEqual([])
  })
  test('gets only roles that exist and that the organisation can give', () => {
    expect(rolesOf({ login: '', roles: 'warehouse,trader,king' })).toEqual(['trader', 'warehouse'])
    expect(rolesFor('supplier')).toEqual(['administrator', 'trader', 'warehouse'])
    expect(rolesFor('operator')).toContain('operator')
  })
})
