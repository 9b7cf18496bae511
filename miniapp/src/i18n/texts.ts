// The sentences that are on this device: loaded by language and by who needs them, looked up by key.
import { createObservable } from '../state/observable'
import { language, type Language } from '../state/settings'
import type { Key } from './dictionary'
import { loadTexts } from './load-texts'

export type Texts = Partial<Record<Key, string>>
/** `reader`: what everybody's pages say. `staff`: what the pages of companies say besides. */
export type TextsOf = 'reader' | 'staff'
export type LoadTexts = (language: Language, of: TextsOf) => Texts | Promise<Texts>

const held: Record<Language, Texts> = { zh: {}, en: {} }
const needed = new Set<TextsOf>()
const asked = new Map<string, Promise<void> | true>()

/** Grows with what is loaded: who shows sentences renders again. */
export const loads = createObservable(0)

const keep = (to: Language, texts: Texts): void => {
  Object.assign(held[to], texts)
  loads.set(loads.get() + 1)
}

const load = (to: Language, of: TextsOf): Promise<void> | true => {
  const loading = loadTexts(to, of)
  if (loading instanceof Promise)
    return loading.then((texts) => {
      keep(to, texts)
    })
  keep(to, loading)
  return true
}

/** Loads once; what could not be loaded is asked for again the next time. */
const ask = async (to: Language, of: TextsOf): Promise<void> => {
  const name = `${to}/${of}`
  const known = asked.get(name) ?? load(to, of)
  asked.set(name, known)
  try {
    await known
  } catch (error) {
    asked.delete(name)
    throw error
  }
}

/** Loads the sentences of `of` in the language of now. Those that come with the package are there on return. */
export const needTexts = (of: TextsOf): Promise<void> => {
  needed.add(of)
  return ask(language.get(), of)
}

// Another language is loaded when somebody chooses it; until it has come, the sentences stay in the one before.
language.subscribe(() => {
  for (const of of needed) ask(language.get(), of).catch(() => undefined)
})

const own = (texts: Texts, key: string): key is Key => Object.prototype.hasOwnProperty.call(texts, key)

/** Whether there is a sentence of that name. */
export const isKey = (key: string): key is Key => own(held.zh, key) || own(held.en, key)

/** A sentence that is in no language here shows its key: a mistake is seen, and the page stays. */
export const sentenceOf = (to: Language, key: Key): string => held[to][key] ?? held.zh[key] ?? held.en[key] ?? key
