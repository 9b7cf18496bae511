// Applies one setData path to the data of a page, as WeChat does: `root.cn.[0].cn.[1].v`.

export type Data = Record<string, unknown>

const isIndex = (key: string): boolean => /^\d+$/.test(key)

const isHolder = (value: unknown): value is Data => typeof value === 'object' && value !== null

/** Makes missing holders on the way: an array where the next key is an index. */
export const setPath = (data: Data, path: string, value: unknown): void => {
  const keys = path
    .replace(/\[(\w+)\]/g, '.$1')
    .split('.')
    .filter(Boolean)
  const last = keys.pop()
  if (last === undefined) return
  let holder = data
  keys.forEach((key, index) => {
    const known = holder[key]
    const next: Data = isHolder(known) ? known : isIndex(keys[index + 1] ?? last) ? ([] as unknown as Data) : {}
    holder[key] = next
    holder = next
  })
  holder[last] = value
}
