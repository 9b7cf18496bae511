// Values in memory in front of the state database: the newest, no more than the limit, nothing that nobody asks for.
import { describe, expect, test } from '@jest/globals'
import type { Json } from '@ectrace/shared/proof/canonical'
import { openHotValues } from './hot-values.ts'

const open = (limit: number, disk: Record<string, string>) => {
  const loaded: string[] = []
  const stored = new Map(Object.entries(disk))
  const values = openHotValues((key) => {
    loaded.push(key)
    const text = stored.get(key)
    return text === undefined ? undefined : { text, value: JSON.parse(text) as Json }
  }, limit)
  const write = (key: string, text: string): void => {
    stored.set(key, text)
    values.written(key, { text, value: JSON.parse(text) as Json })
  }
  return { ...values, write, loaded }
}

describe('hot values', () => {
  test('a value is loaded once and then comes from memory', () => {
    const { read, loaded } = open(10_000, { a: '[1]' })
    expect([read('a'), read('a')]).toEqual([[1], [1]])
    expect(loaded).toEqual(['a'])
  })

  test('a new version takes the place of the one that was read', () => {
    const { read, write, loaded } = open(10_000, { a: '1' })
    read('a')
    write('a', '2')
    expect(read('a')).toBe(2)
    expect(loaded).toEqual(['a'])
  })

  test('that a key is free is known without asking again, until it is written', () => {
    const { read, write, loaded } = open(10_000, {})
    expect([read('a'), read('a')]).toEqual([undefined, undefined])
    write('a', '1')
    expect(read('a')).toBe(1)
    expect(loaded).toEqual(['a', 'a'])
  })

  test('beyond the limit those go that were not read for the longest time', () => {
    const { read, loaded } = open(500, { a: '1', b: '2', c: '3' })
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) read(key)
    expect(loaded).toEqual(['a', 'b', 'c', 'b'])
  })

  test('a value above the limit is given and not kept', () => {
    const { read, loaded } = open(500, { a: JSON.stringify('x'.repeat(600)) })
    expect([read('a'), read('a')]).toEqual(['x'.repeat(600), 'x'.repeat(600)])
    expect(loaded).toEqual(['a', 'a'])
  })
})
