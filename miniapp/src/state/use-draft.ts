// What was typed into a form, kept on the device until it is sent: a reload or a login loses nothing.
import { useState } from 'react'
import { forget, readStored, store } from '../platform/storage'

export type Draft<T> = { value: T; set: (next: T) => void; /** After success. */ clear: () => void }

/**
 * The draft kept under `form` (one form of one subject, such as `receive:{trade no}`), or `initial`. What storage holds is unknown until `read` has
 * checked it; `read` answers undefined for what it does not accept. Never for passwords.
 */
export const useDraft = <T>(form: string, initial: T, read: (stored: unknown) => T | undefined): Draft<T> => {
  const key = `draft:${form}`
  const [value, setValue] = useState<T>(() => read(readStored(key)) ?? initial)
  return {
    value,
    set: (next) => {
      store(key, next)
      setValue(next)
    },
    clear: () => {
      forget(key)
      setValue(initial)
    },
  }
}
