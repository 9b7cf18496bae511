// Checks of drafts that come back from the device's storage.

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads an object whose members are all texts, with exactly the names of `sample`; undefined for anything else. */
export const textsLike =
  <T extends Record<string, string>>(sample: T) =>
  (stored: unknown): T | undefined => {
    if (!isRecord(stored)) return undefined
    const names = Object.keys(sample)
    const fits = Object.keys(stored).length === names.length && names.every((name) => typeof stored[name] === 'string')
    return fits ? (stored as T) : undefined
  }

/** Reads a list of at most `most` things, each by `read`; undefined when one of them does not fit. */
export const listOf = <T>(read: (stored: unknown) => T | undefined, most: number) => {
  return (stored: unknown): T[] | undefined => {
    if (!Array.isArray(stored) || stored.length > most) return undefined
    const items = stored.map(read)
    return items.every((item): item is T => item !== undefined) ? items : undefined
  }
}

/** Reads an object member by member. */
export const objectOf = <T extends Record<string, unknown>>(readers: {
  [K in keyof T]: (stored: unknown) => T[K] | undefined
}) => {
  const names: (keyof T & string)[] = Object.keys(readers)
  return (stored: unknown): T | undefined => {
    if (!isRecord(stored)) return undefined
    const members = names.map((name): [string, unknown] => [name, readers[name](stored[name])])
    // Every member was read by the reader of its own name.
    return members.every(([, value]) => value !== undefined) ? (Object.fromEntries(members) as T) : undefined
  }
}

export const textOf = (stored: unknown): string | undefined => (typeof stored === 'string' ? stored : undefined)
export const boolOf = (stored: unknown): boolean | undefined => (typeof stored === 'boolean' ? stored : undefined)
