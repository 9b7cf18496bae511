// A code from a photograph, for browsers that give no camera stream. Decoded on the device.
import { pickPicture } from './pick-picture'

export type PictureResult = { kind: 'hit'; text: string } | { kind: 'none' } | { kind: 'cancelled' }

/** Whether a photograph can be chosen apart from taking one. */
export const hasAlbum: boolean = true

/** `camera` opens the phone's own camera, `any` lets the person choose a photograph as well. */
export const scanPicture = async (source: 'camera' | 'any'): Promise<PictureResult> => {
  const [picture, { readPicture }] = await Promise.all([pickPicture(source), import('./decoding/read-picture')])
  if (!picture) return { kind: 'cancelled' }
  try {
    const text = await readPicture(picture.url)
    return text === undefined ? { kind: 'none' } : { kind: 'hit', text }
  } finally {
    URL.revokeObjectURL(picture.url)
  }
}
