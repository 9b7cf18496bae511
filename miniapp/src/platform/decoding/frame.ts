// Pixels of a picture or of one video frame, no larger than a decoder needs.

const canvas = document.createElement('canvas')

/** Draws `source` so that its longer side is at most `limit` pixels; undefined when there is nothing to draw yet. */
export const pixelsOf = (
  source: CanvasImageSource,
  width: number,
  height: number,
  limit: number,
): ImageData | undefined => {
  if (width === 0 || height === 0) return undefined
  const scale = Math.min(1, limit / Math.max(width, height))
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
