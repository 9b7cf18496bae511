import { describe, expect, test } from '@jest/globals'
import { retryAfterOf } from './retry-after'

describe('waiting after too many logins', () => {
  test('is what the server says, in whole seconds', () => {
    expect(retryAfterOf({ code: 'RATE_LIMITED', details: { retryAfter: 12.2 } })).toBe(13)
    expect(retryAfterOf({ code: 'RATE_LIMITED', details: { retryAfter: 0 } })).toBe(1)
  })

  test('is a minute when the server does not say', () => {
    expect(retryAfterOf({ code: 'RATE_LIMITED', details: {} })).toBe(60)
  })

  test('is nothing for other failures', () => {
    expect(retryAfterOf(undefined)).toBe(0)
    expect(retryAfterOf({ code: 'BAD_CREDENTIALS', details: { retryAfter: 9 } })).toBe(0)
  })
})
