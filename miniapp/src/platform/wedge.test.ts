// What wedge.ts promises.
import { describe, expect, test } from '@jest/globals'
import { createWedge } from './wedge'

/** Types `text` and Enter, one key each `gap` milliseconds from `start`; what the last key answered. */
const typed = (wedge: ReturnType<typeof createWedge>, text: string, gap: number, start = 0): string | undefined => {
  const keys = [...Array.from(text), 'Enter']
  return keys.map((key, at) => wedge(key, start + at * gap)).at(-1)
}

describe('a hand scanner that types', () => {
  test('a burst ended by Enter is a code', () => {
    expect(typed(createWedge(), 'https://t.example.cn/s/t/0123', 5)).toBe('https://t.example.cn/s/t/0123')
  })
  test('a person who types is left alone', () => {
    expect(typed(createWedge(), 'https://t.example.cn/s/t/0123', 120)).toBeUndefined()
  })
  test('Shift between the characters does not cut the code', () => {
    const wedge = createWedge()
    const keys = ['Shift', 'A', 'Shift', 'B', 'C', '1', '2', 'CapsLock', '3', 'Enter']
    expect(keys.map((key, at) => wedge(key, at * 8)).at(-1)).toBe('ABC123')
  })
  test('a few keys at once are not a code, and Enter that comes later ends none', () => {
    expect(typed(createWedge(), 'abc', 5)).toBeUndefined()
    const wedge = createWedge()
    for (const [at, key] of ['A', 'B', 'C', 'D', 'E', 'F'].entries()) wedge(key, at * 5)
    expect(wedge('Enter', 500)).toBeUndefined()
  })
  test('two codes after each other are two', () => {
    const wedge = createWedge()
    expect([typed(wedge, 'CODE-ONE', 5), typed(wedge, 'CODE-TWO', 5, 60)]).toEqual(['CODE-ONE', 'CODE-TWO'])
  })
  test('what never ends is not kept', () => {
    const wedge = createWedge()
    expect(typed(wedge, 'A'.repeat(401) + 'BCDEFG', 1)).toBe('BCDEFG')
  })
})
