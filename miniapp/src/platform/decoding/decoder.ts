// Page side of decoding: sends frames to the worker, one at a time, and gives up on a frame that takes too long.
import type { DecodeAnswer, DecodeRequest } from './decode-message'

export type Decoder = {
  /** Texts of the QR codes in the image; none when it took longer than the limit. Not to be called again before it answers. */
  decode: (image: ImageData, thorough: boolean) => Promise<string[]>
  close: () => void
}

// jsQR can hang a second and more on a noisy frame; a still picture may take longer, and the first answer waits for the engine.
const limits = { live: 2_000, thorough: 8_000, first: 15_000 }

const newWorker = (): Worker => new Worker(new URL('./decode.worker.ts', import.meta.url))

export const createDecoder = (): Decoder => {
  let worker = newWorker()
  let warm = false
  let sent = 0
  const limitOf = (thorough: boolean): number => (!warm ? limits.first : thorough ? limits.thorough : limits.live)

  const ask = (image: ImageData, thorough: boolean): Promise<string[]> =>
    new Promise((resolve) => {
      const id = ++sent
      const end = (texts: string[]): void => {
        clearTimeout(timer)
        resolve(texts)
      }
      const timer = setTimeout(() => {
        worker.terminate()
        worker = newWorker()
        warm = false
        end([])
      }, limitOf(thorough))
      worker.onmessage = ({ data }: MessageEvent<DecodeAnswer>) => {
        if (data.id !== id) return
        warm = true
        end(data.texts)
      }
      worker.onerror = () => {
        end([])
      }
      const pixels = image.data.buffer
      const request: DecodeRequest = { id, width: image.width, height: image.height, pixels, thorough }
      worker.postMessage(request, [pixels])
    })

  return {
    decode: ask,
    close: () => {
      worker.terminate()
    },
  }
}
