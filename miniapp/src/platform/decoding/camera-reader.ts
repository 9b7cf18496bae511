// Reads the frames of a running camera: BarcodeDetector where the browser has one, then zxing, then jsQR.
import { nativeDetector, type NativeDetector } from './barcode-detector'
import { createDecoder, type Decoder } from './decoder'
import { pixelsOf } from './frame'
import { lookAt, viewFinderOf } from './view-finder'

export type CameraReader = { read: (video: HTMLVideoElement) => Promise<string[]>; close: () => void }

/** The longer side of what is decoded: enough for a code that fills an eighth of it, read in about ten milliseconds. */
const liveLimit = 1_280

const nativeRead = async (detector: NativeDetector, video: HTMLVideoElement): Promise<string[] | undefined> => {
  try {
    return (await detector.detect(video)).map((code) => code.rawValue)
  } catch {
    // Some devices announce a detector that then fails (no Play services): the worker takes over.
    return undefined
  }
}

const decode = async (decoder: Decoder, video: HTMLVideoElement, frame: number): Promise<string[]> => {
  const size = { width: video.videoWidth, height: video.videoHeight }
  const { part, effort, jsqr } = lookAt(frame)
  const shown = { width: video.clientWidth, height: video.clientHeight }
  const region = part === 'whole' ? { left: 0, top: 0, ...size } : viewFinderOf(size, shown)
  const image = pixelsOf(video, region, liveLimit)
  return image ? decoder.frame(image, effort, jsqr) : []
}

/** `onLate`: what jsQR found in an earlier frame. */
export const createCameraReader = async (onLate: (texts: string[]) => void): Promise<CameraReader> => {
  let native = await nativeDetector()
  let decoder: Decoder | undefined
  let frame = 0
  return {
    read: async (video) => {
      if (native) {
        const texts = await nativeRead(native, video)
        if (texts && texts.length > 0) return texts
        if (!texts) native = undefined
      }
      decoder ??= createDecoder(onLate)
      return decode(decoder, video, frame++)
    },
    close: () => decoder?.close(),
  }
}
