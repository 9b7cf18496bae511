// Sentences for screen readers that do not move the focus: verdicts, results, errors.
import { createObservable } from '../state/observable'

export const announcement = createObservable('')

let timer: ReturnType<typeof setTimeout> | undefined

/** Reads `sentence` aloud, also when it is the same as before. It is taken away again, so that nobody reads an old one. */
export const announce = (sentence: string): void => {
  clearTimeout(timer)
  announcement.set('')
  timer = setTimeout(() => {
    announcement.set(sentence)
    timer = setTimeout(() => {
      announcement.set('')
    }, 5_000)
  }, 50)
}
