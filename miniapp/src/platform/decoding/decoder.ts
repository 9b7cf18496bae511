// Page side of decoding: zxing in one worker, jsQR in another, so that a slow jsQR never keeps a frame waiting.
import { jsqrLimits } from './jsqr-limits'
import { createTimedWorker } from './timed-worker'

export type Decoder = {
  /** One frame of many; not to be called again before it answers. What jsQR finds later is told to `onLate`. */
  frame: (image: ImageData, turn: number, withJsqr: boolean) => Promise<string[]>
  /** A still picture: every reader in every way. */
  picture: (image: ImageData) => Promise<string[]>
  close: () => void
}

const limits = { live: 2_000, still: 8_000 }

const imageOf = (pixels: ArrayBuffer, { width, height }: { width: number; height: number }): ImageData =>
  new ImageData(new Uint8ClampedArray(pixels), width, height)

export const createDecoder = (onLate: (texts: string[]) => void = () => undefined): Decoder => {
  const zxing = createTimedWorker(() => new Worker(new URL('./decode.worker.ts', import.meta.url)))
  const jsqr = createTimedWorker(() => new Worker(new URL('./jsqr.worker.ts', import.meta.url)))
  let jsqrBusy = false

  const lookLater = (image: ImageData): void => {
    jsqrBusy = true
    void jsqr.ask(image, 'still', jsqrLimits.live).then((answer) => {
      jsqrBusy = false
      if (answer && answer.texts.length > 0) onLate(answer.texts)
    })
  }

  return {
    frame: async (image, turn, withJsqr) => {
      const size = { width: image.width, height: image.height }
      const answer = await zxing.ask(image, turn, limits.live)
      if (withJsqr && !jsqrBusy && answer?.pixels) lookLater(imageOf(answer.pixels, size))
      return answer?.texts ?? []
    },
    picture: async (image) => {
      const size = { width: image.width, height: image.height }
      const answer = await zxing.ask(image, 'still', limits.still)
      if (!answer?.pixels) return answer?.texts ?? []
      return (await jsqr.ask(imageOf(answer.pixels, size), 'still', jsqrLimits.still))?.texts ?? []
    },
    close: () => {
      zxing.close()
      jsqr.close()
    },
  }
}
