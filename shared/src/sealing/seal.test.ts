// What seal.ts promises.
import { describe, expect, test } from '@jest/globals'
import { readPinLock } from './pin-lock.ts'
import { lockWithPin, openPinLock, openText, sealText } from './seal.ts'

const bytes = (length: number, from: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (from + i) & 255)
const key = bytes(32, 7)

describe('a key locked with a PIN', () => {
  test('opens with that PIN and with no other', async () => {
    const lock = await lockWithPin('4711', bytes(16, 1), key)
    expect(await openPinLock(lock, '4711')).toEqual(key)
    expect(await openPinLock(lock, '4712')).toBeUndefined()
    expect(JSON.stringify(lock)).not.toContain(Buffer.from(key).toString('hex'))
  })

  test('opens no more once a single digit of it was altered', async () => {
    const lock = await lockWithPin('271828', bytes(16, 1), key)
    const altered = { ...lock, sealed: lock.sealed.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }
    expect(await openPinLock(altered, '271828')).toBeUndefined()
  })

  test('is read back from storage, and nothing else is', async () => {
    const lock = await lockWithPin('4711', bytes(16, 1), key)
    expect(readPinLock(JSON.parse(JSON.stringify(lock)))).toEqual(lock)
    for (const other of [null, 'x', {}, { ...lock, v: 2 }, { ...lock, salt: 'zz' }, { ...lock, sealed: 5 }])
      expect(readPinLock(other)).toBeUndefined()
  })
})

describe('a sealed text', () => {
  test('opens under its key, in any script', () => {
    const sealed = sealText(key, '{"token":"令牌"}')
    expect(openText(key, sealed)).toBe('{"token":"令牌"}')
    expect(openText(bytes(32, 8), sealed)).toBeUndefined()
    expect(openText(key, 'ff')).toBeUndefined()
  })

  test('has another nonce for another text', () => {
    const nonces = ['a', 'b', 'c'].map((text) => sealText(key, text).slice(0, 48))
    expect(new Set(nonces).size).toBe(3)
  })
})
