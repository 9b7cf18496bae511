// Lets work on one thing wait for earlier work on it, so that what it decides on is what the earlier one left.

/** Runs `work` after all that was begun before under the same `name`, whatever became of that. */
export type OneByOne = <T>(name: string, work: () => Promise<T>) => Promise<T>

export const openOneByOne = (): OneByOne => {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    last.set(name, mine)
    try {
      return await mine
    } finally {
      if (last.get(name) === mine) last.delete(name)
    }
  }
}
