// A set of 32-byte identifiers that takes a million of them in some fifty megabytes, where a Set of strings takes two hundred.

const width = 32

export type IdSet = {
  /** False when it was in the set before. */
  add: (id: Uint8Array) => boolean
}

/** Room for `expected` at first; grows. Identifiers are hashes already: their first bytes are their place. */
export const openIdSet = (expected: number): IdSet => {
  let capacity = 1024
  while (capacity < 2 * expected) capacity *= 2
  let slots = new Uint32Array(capacity)
  let ids = Buffer.alloc((capacity / 2) * width)
  let count = 0

  const at = (n: number): Buffer => ids.subarray((n - 1) * width, n * width)

  /** The slot that holds `id` or is free for it. */
  const slotOf = (id: Buffer): number => {
    let slot = id.readUInt32LE(0) & (capacity - 1)
    for (let n = slots[slot]; n !== undefined && n !== 0 && !at(n).equals(id); n = slots[slot])
      slot = (slot + 1) & (capacity - 1)
    return slot
  }

  const grow = (): void => {
    const before = ids
    capacity *= 2
    slots = new Uint32Array(capacity)
    ids = Buffer.alloc((capacity / 2) * width)
    before.copy(ids)
    for (let n = 1; n <= count; n++) slots[slotOf(at(n))] = n
  }

  return {
    add: (bytes) => {
      if (2 * (count + 1) > capacity) grow()
      const id = Buffer.from(bytes.buffer, bytes.byteOffset, width)
      const slot = slotOf(id)
      if (slots[slot] !== 0) return false
      count += 1
      id.copy(ids, (count - 1) * width)
      slots[slot] = count
      return true
    },
  }
}
