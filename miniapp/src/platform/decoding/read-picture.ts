// Reads a code from a still picture, on the device: the picture is sent nowhere.
import { nativeDetector } from './barcode-detector'
import { createDecoder } from './decoder'
import { pixelsOf } from './frame'

const loadImage = (url: string): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => {
      resolve(image)
    }
    image.onerror = () => {
      reject(new Error('not a picture'))
    }
    image.src = url
  })

const nativeRead = async (image: HTMLImageElement): Promise<string | undefined> => {
  try {
    return (await (await nativeDetector())?.detect(image))?.[0]?.rawValue
  } catch {
    return undefined
  }
}

// A code that fills the picture reads best small, one in a corner needs the pixels.
const sides = [1_280, 2_560, 640]

/** Text of the first code in the picture at `url`; undefined when none is found or it is no picture. */
export const readPicture = async (url: string): Promise<string | undefined> => {
  const image = await loadImage(url).catch(() => undefined)
  if (!image) return undefined
  const native = await nativeRead(image)
  if (native !== undefined && native !== '') return native
  const decoder = createDecoder()
  const whole = { left: 0, top: 0, width: image.naturalWidth, height: image.naturalHeight }
  try {
    for (const side of sides) {
      const pixels = pixelsOf(image, whole, side)
      const text = pixels ? (await decoder.picture(pixels))[0] : undefined
      if (text !== undefined) return text
    }
    return undefined
  } finally {
    decoder.close()
  }
}
