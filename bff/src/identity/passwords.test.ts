import { describe, expect, test } from '@jest/globals'
import { hashPassword, passwordHolds } from './passwords.ts'

describe('passwords', () => {
  test('only the right one holds, and equal ones have different hashes', async () => {
    const [a, b] = [await hashPassword('correct horse'), await hashPassword('correct horse')]
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(a).not.toBe(b)
    expect(await passwordHolds(a, 'correct horse')).toBe(true)
    expect(await passwordHolds(a, 'correct horse ')).toBe(false)
  })

  test('two ways of typing the same characters are the same password', async () => {
    expect(await passwordHolds(await hashPassword('caf\u00e9１２３'), 'cafe\u0301123')).toBe(true)
  })

  test('an unknown login costs as much as a wrong password and never holds', async () => {
    const stored = await hashPassword('correct horse')
    const timed = async (hash: string | undefined): Promise<number> => {
      const began = performance.now()
      for (let i = 0; i < 5; i++) expect(await passwordHolds(hash, 'wrong')).toBe(false)
      return performance.now() - began
    }
    await timed(stored)
    const [known, unknown] = [await timed(stored), await timed(undefined)]
    expect(unknown / known).toBeGreaterThan(0.3)
    expect(unknown / known).toBeLessThan(3)
  })

  test('a flood is turned away instead of queued for ever', async () => {
    const stored = await hashPassword('x')
    const outcomes = await Promise.allSettled(Array.from({ length: 110 }, () => passwordHolds(stored, 'y')))
    const refused = outcomes.filter((one) => one.status === 'rejected')
    expect(refused).toHaveLength(8)
    expect(refused[0]).toMatchObject({ reason: { code: 'RATE_LIMITED' } })
  })
})
