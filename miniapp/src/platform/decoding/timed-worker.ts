// A decoding worker that is asked one thing at a time and ended when its answer takes too long; the next request gets a new one.
import type { DecodeAnswer } from './decode-message'
import type { Effort } from './chain'

export type TimedWorker = {
  /** undefined: it took longer than `limit` milliseconds, or failed. The image is gone from the page until it comes back. */
  ask: (image: ImageData, effort: Effort, limit: number) => Promise<DecodeAnswer | undefined>
  close: () => void
}

// The first answer waits for the engine to be loaded.
const firstLimit = 15_000

export const createTimedWorker = (make: () => Worker): TimedWorker => {
  let worker: Worker | undefined
  let warm = false
  let sent = 0
  const drop = (): void => {
    worker?.terminate()
    worker = undefined
    warm = false
  }

  return {
    ask: (image, effort, limit) =>
      new Promise((resolve) => {
        worker ??= make()
        const asked = worker
        const id = ++sent
        const end = (answer: DecodeAnswer | undefined): void => {
          clearTimeout(timer)
          resolve(answer)
        }
        const giveUp = (): void => {
          if (worker === asked) drop()
          end(undefined)
        }
        const timer = setTimeout(giveUp, warm ? limit : Math.max(limit, firstLimit))
        asked.onmessage = ({ data }: MessageEvent<DecodeAnswer>) => {
          if (data.id !== id) return
          warm = true
          end(data)
        }
        asked.onerror = giveUp
        const pixels = image.data.buffer
        asked.postMessage({ id, width: image.width, height: image.height, pixels, effort }, [pixels])
      }),
    close: drop,
  }
}
