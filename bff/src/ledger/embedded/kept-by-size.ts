// Values in memory up to a total size, in two generations: those that were put in or asked for of late, and those before, which make room.

export type KeptBySize<K, V> = {
  /** As it was asked for before: it stays longer. */
  get: (key: K) => V | undefined
  /** Without that. */
  peek: (key: K) => V | undefined
  /** Under a key that has none. Nothing is kept that is larger than half of the room. */
  put: (key: K, value: V) => void
  drop: (key: K) => void
}

type Generation<K, V> = { values: Map<K, V>; size: number }

const empty = <K, V>(): Generation<K, V> => ({ values: new Map(), size: 0 })

/** To move a value to the end of one list at each question would cost more than to find it. */
export const openKeptBySize = <K, V>(limit: number, sizeOf: (value: V) => number): KeptBySize<K, V> => {
  let young = empty<K, V>()
  let old = empty<K, V>()

  const put = (key: K, value: V): void => {
    const size = sizeOf(value)
    if (2 * size > limit) return
    if (2 * (young.size + size) > limit) {
      old = young
      young = empty()
    }
    young.values.set(key, value)
    young.size += size
  }

  const dropFrom = (generation: Generation<K, V>, key: K): V | undefined => {
    const value = generation.values.get(key)
    if (value === undefined) return undefined
    generation.values.delete(key)
    generation.size -= sizeOf(value)
    return value
  }

  return {
    get: (key) => {
      const value = young.values.get(key)
      if (value !== undefined) return value
      const older = dropFrom(old, key)
      if (older !== undefined) put(key, older)
      return older
    },
    peek: (key) => young.values.get(key) ?? old.values.get(key),
    put,
    drop: (key) => {
      dropFrom(young, key)
      dropFrom(old, key)
    },
  }
}
