// What the reader has chosen on this device: language and text size. Unchosen, the system decides.
import { declareLanguage, systemFontScale, systemLanguage } from '../platform/device'
import { readStored, store } from '../platform/storage'
import { createObservable } from './observable'

export type Language = 'zh' | 'en'

const chosenLanguage = (): Language | undefined => {
  const stored = readStored('language')
  return stored === 'zh' || stored === 'en' ? stored : undefined
}

/** Chinese for Chinese systems, English for English ones; Chinese for all others, whose readers are most likely here. */
const systemChoice = (): Language => (/^en/i.test(systemLanguage()) ? 'en' : 'zh')

export const language = createObservable<Language>(chosenLanguage() ?? systemChoice())

const chosenLargeText = (): boolean | undefined => {
  const stored = readStored('large-text')
  return typeof stored === 'boolean' ? stored : undefined
}

/** Large text and controls (适老化): chosen here, or because the system's text is a quarter larger than usual. */
export const largeText = createObservable<boolean>(chosenLargeText() ?? systemFontScale() >= 1.25)

export const chooseLanguage = (next: Language): void => {
  store('language', next)
  declareLanguage(next)
  language.set(next)
}

export const chooseLargeText = (next: boolean): void => {
  store('large-text', next)
  largeText.set(next)
}

declareLanguage(language.get())
