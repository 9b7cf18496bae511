// What dictionary.ts promises.
import { describe, expect, test } from '@jest/globals'
import { dictionaries, type Key } from './dictionary'
import { fill } from './fill'

const keys = Object.keys(dictionaries.zh) as Key[]
/** Each once: one language may have to say a number twice (12 of 12). */
const places = (sentence: string): string[] =>
  [...new Set([...sentence.matchAll(/\{(\w+)(?:\|[^|}]*\|[^|}]*)?\}/g)].map((match) => match[1] ?? ''))].sort()

describe('the dictionary', () => {
  test('has the same places for values in both languages', () => {
    const uneven = keys.filter((key) => places(dictionaries.zh[key]).join() !== places(dictionaries.en[key]).join())
    expect(uneven).toEqual([])
  })
  test('has no empty sentence and no Chinese in English ones, but for the name of the language', () => {
    expect(keys.filter((key) => dictionaries.zh[key] === '' || dictionaries.en[key] === '')).toEqual([])
    const chinese = keys.filter((key) => /[\u3000-\u9fff\uff00-\uffef]/.test(dictionaries.en[key]))
    expect(chinese).toEqual(['settings.language', 'settings.languageLabel'])
  })
  test('fills places and leaves those without a value in sight', () => {
    expect(fill('{a} of {b}', { a: 3 })).toBe('3 of {b}')
  })
  test('chooses the word that fits a number', () => {
    const sentence = '{n} {n|code is|codes are} ready; {m|one|several}'
    expect([1, '1', 0, 2, '1 000'].map((n) => fill(sentence, { n }))).toEqual(
      ['1 code is', '1 code is', '0 codes are', '2 codes are', '1 000 codes are'].map(
        (words) => `${words} ready; {m|one|several}`,
      ),
    )
  })
})
