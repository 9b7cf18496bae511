// Known answers of CRC-32C.
import { describe, expect, test } from '@jest/globals'
import { crc32c } from './crc32c.ts'

describe('crc32c', () => {
  // RFC 3720 appendix B.4, and the check value of the CRC catalogue for "123456789".
  test.each([
    ['123456789', Buffer.from('123456789'), 0xe3069283],
    ['32 zero bytes', Buffer.alloc(32), 0x8a9136aa],
    ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['0 to 31', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ['31 to 0', Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113fdb5c],
    ['nothing', Buffer.alloc(0), 0],
  ])('of %s is the published one', (_, bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc)
  })

  test('of parts one after the other is that of the whole', () => {
    const whole = Buffer.from('The checksum of a frame is taken over its length and its parts.')
    for (let cut = 0; cut <= whole.length; cut++)
      expect(crc32c(whole.subarray(cut), crc32c(whole.subarray(0, cut)))).toBe(crc32c(whole))
  })
})
