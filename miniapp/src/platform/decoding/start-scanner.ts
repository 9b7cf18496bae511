// Reads codes from the camera: BarcodeDetector where the browser has it, else zxing and jsQR in a worker.
import type { ScannerReport } from '../ports'
import { nativeDetector } from './barcode-detector'
import { closeCamera, hasLight, openCamera, switchLight } from './camera'
import { createDecoder } from './decoder'
import { pixelsOf } from './frame'
import { createSeenLately } from './seen-lately'

export type Scanner = { stop: () => void; light: (on: boolean) => void }

type Reader = { read: (video: HTMLVideoElement) => Promise<string[]>; close: () => void }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

// The longer side of a live frame: enough for a code that fills a quarter of it, decoded in a few milliseconds.
const liveLimit = 1_280

const workerReader = (): Reader => {
  const decoder = createDecoder()
  return {
    read: async (video) => {
      const image = pixelsOf(video, video.videoWidth, video.videoHeight, liveLimit)
      return image ? decoder.decode(image, false) : []
    },
    close: decoder.close,
  }
}

const chooseReader = async (): Promise<Reader> => {
  const detector = await nativeDetector()
  if (!detector) return workerReader()
  let instead: Reader | undefined
  return {
    read: async (video) => {
      if (instead) return instead.read(video)
      try {
        return (await detector.detect(video)).map((code) => code.rawValue)
      } catch {
        // Some devices announce a detector that then fails (no Play services): the worker takes over.
        instead = workerReader()
        return []
      }
    },
    close: () => instead?.close(),
  }
}

/** Opens the camera into `video` and reports each code once while it stays in sight. */
export const startScanner = (
  video: HTMLVideoElement,
  onHit: (text: string) => void,
  onState: (report: ScannerReport) => void,
): Scanner => {
  let stopped = false
  let stream: MediaStream | undefined
  const fresh = createSeenLately()

  const report = (texts: string[]): void => {
    if (stopped) return
    for (const text of texts) if (text !== '' && fresh(text, performance.now())) onHit(text)
  }

  const loop = async (reader: Reader): Promise<void> => {
    while (!stopped) {
      const texts = video.readyState >= 2 ? await reader.read(video) : []
      report(texts)
      await pause(60)
    }
    reader.close()
  }

  const start = async (): Promise<void> => {
    onState({ state: 'starting', torch: false })
    const opened = await openCamera(video)
    if (typeof opened === 'string') {
      if (!stopped) onState({ state: opened, torch: false })
      return
    }
    if (stopped) {
      closeCamera(opened)
      return
    }
    stream = opened
    opened.getVideoTracks()[0]?.addEventListener('ended', () => {
      if (!stopped) onState({ state: 'failed', torch: false })
    })
    onState({ state: 'scanning', torch: hasLight(opened) })
    await loop(await chooseReader())
  }

  start().catch(() => {
    if (!stopped) onState({ state: 'failed', torch: false })
  })
  return {
    stop: () => {
      stopped = true
      if (stream) closeCamera(stream)
      video.srcObject = null
    },
    light: (on) => {
      if (stream) void switchLight(stream, on).catch(() => undefined) // The lamp refused; the picture stays.
    },
  }
}
