// A running camera that reports codes: opens it, reads frame by frame, sets light and zoom.
import type { CameraSide, ScannerReport } from '../ports'
import { closeCamera, hasLight, hasOtherSide, openCamera, setCamera, zoomRangeOf } from './camera'
import { createCameraReader, type CameraReader } from './camera-reader'
import { createSeenLately } from './seen-lately'

export type Scanner = { stop: () => void; light: (on: boolean) => void; zoom: (factor: number) => void }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Between two frames: enough for twelve looks a second, and for a phone to stay cool. */
const restMs = 60

const reportOf = async (stream: MediaStream): Promise<ScannerReport> => ({
  state: 'scanning',
  torch: hasLight(stream),
  zoom: zoomRangeOf(stream),
  otherSide: await hasOtherSide(),
})

type Told = { onHit: (text: string) => void; onState: (report: ScannerReport) => void }

/** Opens the camera on `side` into `video` and reports each code once while it stays in sight. */
export const startScanner = (video: HTMLVideoElement, side: CameraSide, { onHit, onState }: Told): Scanner => {
  let stopped = false
  let stream: MediaStream | undefined
  const fresh = createSeenLately()
  const tell = (report: ScannerReport): void => {
    if (!stopped) onState(report)
  }
  const hit = (texts: string[]): void => {
    if (stopped) return
    for (const text of texts) if (text !== '' && fresh(text, performance.now())) onHit(text)
  }

  const loop = async (reader: CameraReader): Promise<void> => {
    while (!stopped) {
      if (video.readyState >= 2) hit(await reader.read(video))
      await pause(restMs)
    }
    reader.close()
  }

  const start = async (): Promise<void> => {
    tell({ state: 'starting', torch: false })
    const opened = await openCamera(video, side)
    if (typeof opened === 'string') {
      tell({ state: opened, torch: false })
      return
    }
    if (stopped) {
      closeCamera(opened)
      return
    }
    stream = opened
    // Another program took it, or somebody pulled the plug.
    opened.getVideoTracks()[0]?.addEventListener('ended', () => {
      tell({ state: 'busy', torch: false })
    })
    tell(await reportOf(opened))
    await loop(await createCameraReader(hit))
  }

  start().catch(() => {
    tell({ state: 'failed', torch: false })
  })
  return {
    stop: () => {
      stopped = true
      if (stream) closeCamera(stream)
      video.srcObject = null
    },
    light: (on) => {
      if (stream) void setCamera(stream, { torch: on })
    },
    zoom: (factor) => {
      if (stream) void setCamera(stream, { zoom: factor })
    },
  }
}
