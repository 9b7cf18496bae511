// From a key and a language to a sentence.
import { language, type Language } from '../state/settings'
import { useObservable } from '../state/observable'
import type { Key } from './dictionary'
import { fill, type Values } from './fill'
import './reader-texts'
import { loads, sentenceOf } from './texts'

export type { Key } from './dictionary'
export type Translate = (key: Key, values?: Values) => string

export const translate = (to: Language, key: Key, values?: Values): string => fill(sentenceOf(to, key), values)

/** In the language of now; in components use useTranslate, which follows a change. */
export const t: Translate = (key, values) => translate(language.get(), key, values)

/** `const t = useTranslate()`: renders again when the language changes, and when its sentences have come. */
export const useTranslate = (): Translate => {
  const current = useObservable(language)
  useObservable(loads)
  return (key, values) => translate(current, key, values)
}

export const useLanguage = (): Language => useObservable(language)
