// The newest blocks as text in memory: who follows the chain asks for each as soon as it is told of it.
import { openKeptBySize } from './kept-by-size.ts'

/** Characters of all together; the newest half of them is always there. */
const limit = 16 * 1024 * 1024

export type RecentBlocks = {
  /** `height` is one more than the last one's. */
  put: (height: number, text: string) => void
  get: (height: number) => string | undefined
}

export const openRecentBlocks = (): RecentBlocks => {
  const kept = openKeptBySize<number, string>(limit, ({ length }) => length)
  return { put: kept.put, get: kept.peek }
}
