import { describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { boundedStore } from '../store/bounded-store.ts'
import { addressKey } from './address-key.ts'
import { createLimits } from './limits.ts'

describe('rate limits', () => {
  test('the 121st log-in of a minute from one address waits, other addresses do not, and a minute later it goes on', async () => {
    let now = 0
    const limits = createLimits(
      boundedStore(1_000, () => now),
      1,
    )
    for (let i = 0; i < 120; i++) await limits.take('login', '192.0.2.1')
    await expect(limits.take('login', '::ffff:192.0.2.1')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfter: 60 },
    })
    await expect(limits.take('login', '192.0.2.2')).resolves.toBeUndefined()
    await expect(limits.take('read', '192.0.2.1')).resolves.toBeUndefined()
    now = 60_001
    await expect(limits.take('login', '192.0.2.1')).resolves.toBeUndefined()
  })

  test('the factor raises a limit', async () => {
    const limits = createLimits(boundedStore(), 2)
    for (let i = 0; i < 240; i++) await limits.take('register', '192.0.2.1')
    await expect(limits.take('register', '192.0.2.1')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })

  test('scans that find nothing close the door; other errors and finds do not count', async () => {
    const limits = createLimits(boundedStore(), 1)
    const scan = async (outcome: () => Promise<string>): Promise<string> => {
      await limits.take('scan', '192.0.2.1')
      return limits.countingMisses('192.0.2.1', outcome())
    }
    const failing = (code: 'CODE_UNKNOWN' | 'CODE_FORGED' | 'INTERNAL') => () => Promise.reject(new AppError(code))
    for (let i = 0; i < 40; i++) {
      await expect(scan(failing('INTERNAL'))).rejects.toMatchObject({ code: 'INTERNAL' })
      await expect(scan(() => Promise.resolve('found'))).resolves.toBe('found')
    }
    for (let i = 0; i < 31; i++) {
      const code = i % 2 === 0 ? 'CODE_UNKNOWN' : 'CODE_FORGED'
      await expect(scan(failing(code))).rejects.toMatchObject({ code })
    }
    await expect(scan(() => Promise.resolve('found'))).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })
})

describe('an address', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:DB8::9', '2001:db8:0:0'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key)
  })
})
