// Pixels of a picture or of one video frame, or of a part of it, no larger than a decoder needs.
import type { Region } from './pixels'

const canvas = document.createElement('canvas')

/** Draws `region` of `source` so that its longer side is at most `limit` pixels; undefined when there is nothing to draw yet. */
export const pixelsOf = (source: CanvasImageSource, region: Region, limit: number): ImageData | undefined => {
  const { left, top, width, height } = region
  if (width === 0 || height === 0) return undefined
  const scale = Math.min(1, limit / Math.max(width, height))
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  context.drawImage(source, left, top, width, height, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
