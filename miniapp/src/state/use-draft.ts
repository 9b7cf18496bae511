// What was typed into a form, kept on the device until it is sent: a reload or a login loses nothing.
import { useState } from 'react'
import { forget, readStored, store } from '../platform/storage'

export type Draft<T> = { value: T; set: (next: T) => void; /** After success. */ clear: () => void }

type Held<T> = { key: string; value: T }

/**
 * The draft kept under `form` (one form of one subject, such as `receive:{trade no}`), or `initial`. What storage holds is unknown until `read` has
 * checked it; `read` answers undefined for what it does not accept. Never for passwords.
 */
export const useDraft = <T>(form: string, initial: T, read: (stored: unknown) => T | undefined): Draft<T> => {
  const key = `draft:${form}`
  const load = (): Held<T> => ({ key, value: read(readStored(key)) ?? initial })
  const [kept, setHeld] = useState<Held<T>>(load)
  const held = kept.key === key ? kept : load()
  // Another form, or the same one of another account: what is kept of it takes the place of what was shown.
  if (held !== kept) setHeld(held)
  return {
    value: held.value,
    set: (next) => {
      store(key, next)
      setHeld({ key, value: next })
    },
    clear: () => {
      forget(key)
      setHeld({ key, value: initial })
    },
  }
}
