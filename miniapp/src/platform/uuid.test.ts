// What uuid.ts promises.
import { describe, expect, test } from '@jest/globals'
import { formatUuid } from './uuid'

describe('a UUID', () => {
  test('has the bits of version 4 and variant 1 whatever the bytes (RFC 9562 §5.4)', () => {
    expect(formatUuid(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000')
    expect(formatUuid(new Uint8Array(16).fill(255))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
  })
})
