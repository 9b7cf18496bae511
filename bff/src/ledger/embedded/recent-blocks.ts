// The newest blocks as text in memory: who follows the chain asks for each as soon as it is told of it.

/** Characters of all together. */
const limit = 8 * 1024 * 1024

export type RecentBlocks = {
  /** `height` is one more than the last one's. */
  put: (height: number, text: string) => void
  get: (height: number) => string | undefined
}

export const openRecentBlocks = (): RecentBlocks => {
  const kept = new Map<number, string>()
  let total = 0
  return {
    put: (height, text) => {
      kept.set(height, text)
      total += text.length
      for (const [oldest, old] of kept) {
        if (total <= limit) return
        kept.delete(oldest)
        total -= old.length
      }
    },
    get: (height) => kept.get(height),
  }
}
