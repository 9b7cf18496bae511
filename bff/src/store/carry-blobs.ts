// Carries blobs from one store into another, several at once: what lies there whole is left alone, what was written is read back.
import { AppError } from '@ectrace/shared/errors'
import type { Blobs } from './blobs.ts'

/** Digests that were `damaged` where they came from and are whole nowhere; sorted. */
export type Carried = { copied: number; present: number; damaged: string[] }

/** As much as keeps the line to an object store busy; 64 MB at most are held. */
const atOnce = 8

/** Undefined for a blob that is damaged, as for none. */
const wholeIn = async (blobs: Blobs, digest: string): Promise<Uint8Array | undefined> => {
  try {
    return await blobs.get(digest)
  } catch (error) {
    if (error instanceof AppError && error.code === 'STATE_DIGEST_MISMATCH') return undefined
    throw error
  }
}

const carryOne = async (from: Blobs, to: Blobs, digest: string): Promise<keyof Carried> => {
  if ((await wholeIn(to, digest)) !== undefined) return 'present'
  const bytes = await wholeIn(from, digest)
  if (bytes === undefined) return 'damaged'
  await to.put(bytes)
  if ((await wholeIn(to, digest)) === undefined)
    throw new AppError('STATE_DIGEST_MISMATCH', { details: { blob: digest } })
  return 'copied'
}

/**
 * Every blob of `from` into `to`; broken off, it is called again and goes on. `progress` is told how many are done. Throws what the two
 * stores throw, STATE_DIGEST_MISMATCH {blob} when `to` does not give back what it took.
 */
export const carryBlobs = async (from: Blobs, to: Blobs, progress?: (done: number) => void): Promise<Carried> => {
  const carried: Carried = { copied: 0, present: 0, damaged: [] }
  const digests = from.digests()[Symbol.asyncIterator]()
  let [done, broken] = [0, false]
  const take = async (digest: string): Promise<void> => {
    const outcome = await carryOne(from, to, digest)
    if (outcome === 'damaged') carried.damaged.push(digest)
    else carried[outcome] += 1
    progress?.(++done)
  }
  const worker = async (): Promise<void> => {
    try {
      for (let next = await digests.next(); next.done !== true && !broken; next = await digests.next())
        await take(next.value)
    } catch (error) {
      broken = true
      throw error
    }
  }
  // Nothing is under way any more when this one ends.
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  carried.damaged.sort()
  return carried
}
