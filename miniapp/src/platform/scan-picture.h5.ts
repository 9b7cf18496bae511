// A code from a photograph, for browsers that give no camera stream. Decoded on the device.
import { pickPicture } from './pick-picture'

export type PictureResult = { kind: 'hit'; text: string } | { kind: 'none' } | { kind: 'cancelled' }

export const scanPicture = async (): Promise<PictureResult> => {
  const [picture, { readPicture }] = await Promise.all([pickPicture('camera'), import('./decoding/read-picture')])
  if (!picture) return { kind: 'cancelled' }
  try {
    const text = await readPicture(picture.url)
    return text === undefined ? { kind: 'none' } : { kind: 'hit', text }
  } finally {
    URL.revokeObjectURL(picture.url)
  }
}
