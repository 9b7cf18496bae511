// Values in memory up to a total size: those that were put in or asked for least recently make room.

export type KeptBySize<K, V> = {
  /** As it was asked for before: it is the last to go now. */
  get: (key: K) => V | undefined
  /** Without that. */
  peek: (key: K) => V | undefined
  /** Under a key that has none. Nothing stays that is larger than all the room. */
  put: (key: K, value: V) => void
  drop: (key: K) => void
}

export const openKeptBySize = <K, V>(limit: number, sizeOf: (value: V) => number): KeptBySize<K, V> => {
  const kept = new Map<K, V>()
  let total = 0

  const drop = (key: K): void => {
    const value = kept.get(key)
    if (value === undefined) return
    kept.delete(key)
    total -= sizeOf(value)
  }

  return {
    get: (key) => {
      const value = kept.get(key)
      if (value === undefined) return undefined
      kept.delete(key)
      kept.set(key, value)
      return value
    },
    peek: (key) => kept.get(key),
    put: (key, value) => {
      kept.set(key, value)
      total += sizeOf(value)
      for (const oldest of kept.keys()) {
        if (total <= limit) return
        drop(oldest)
      }
    },
    drop,
  }
}
