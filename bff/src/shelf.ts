// Answers kept by name for as long as there is room: asked for twice at once, they are made once.

export type Shelf<T> = {
  of: (name: string, ask: () => Promise<T>) => Promise<T>
  drop: (name: string) => void
  clear: () => void
}

/** Promises by name, oldest out first; one that fails, or that `keep` does not want, is forgotten. */
export const shelf = <T>(most: number, keep: (answer: T) => boolean = () => true): Shelf<T> => {
  const kept = new Map<string, Promise<T>>()
  const forget = (name: string, answer: Promise<T>): void => {
    if (kept.get(name) === answer) kept.delete(name)
  }
  const put = (name: string, answer: Promise<T>): Promise<T> => {
    kept.set(name, answer)
    const [oldest] = kept.keys()
    if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    answer.then(
      (found) => {
        if (!keep(found)) forget(name, answer)
      },
      () => forget(name, answer),
    )
    return answer
  }
  return {
    of: (name, ask) => kept.get(name) ?? put(name, ask()),
    drop: (name) => void kept.delete(name),
    clear: () => kept.clear(),
  }
}
