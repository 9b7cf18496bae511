// What settles.ts promises.
import { describe, expect, test } from '@jest/globals'
import { settles } from './settles'

describe('an idempotency key', () => {
  test.each([200, 201, 400, 404, 409, 422])('is given up after %d: the outcome is certain', (status) => {
    expect(settles(status)).toBe(true)
  })
  test.each([202, 401, 429, 500, 503, 507])('is kept after %d: the same may be sent again', (status) => {
    expect(settles(status)).toBe(false)
  })
})
