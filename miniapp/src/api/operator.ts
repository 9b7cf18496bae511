// Who works on this device now. Stays when a session runs out: what is counted meanwhile still has its person.
import { forget, readStored, store } from '../platform/storage'
import { objectOf, textOf } from '../state/read-draft'
import { createObservable, useObservable } from '../state/observable'
import { initialsOf } from './initials'

export type Operator = { user: string; login: string; initials: string }

const key = 'operator'
const read = objectOf<Operator>({ user: textOf, login: textOf, initials: textOf })

/** undefined: nobody has logged in, or who had has logged out. */
export const operator = createObservable<Operator | undefined>(read(readStored(key)))

/** Who works on this device now: for the mark in the bar, and for each scan to keep. */
export const useOperator = (): Operator | undefined => useObservable(operator)

export const setOperator = ({ user, login }: { user: string; login: string }): void => {
  const next = { user, login, initials: initialsOf(login) }
  store(key, next)
  const now = operator.get()
  if (now?.user !== user || now.login !== login) operator.set(next)
}

export const clearOperator = (): void => {
  forget(key)
  operator.set(undefined)
}
