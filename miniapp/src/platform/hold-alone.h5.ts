// Two tabs share one storage: only one of them may keep a queue in it.
import type { HoldAlone } from './ports'

/** A lock that is held lets its browser know when the tab goes. Where browsers have none (plain http), nobody can be asked. */
export const holdAlone: HoldAlone = (name) => {
  const { locks } = navigator as { locks?: LockManager }
  if (locks === undefined) return Promise.resolve(true)
  return new Promise((resolve, reject) => {
    locks
      .request(`ec:${name}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null)
        return lock === null ? undefined : new Promise<void>(() => undefined)
      })
      .catch(reject)
  })
}
