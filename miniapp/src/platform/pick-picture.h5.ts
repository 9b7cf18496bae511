// A picture chosen in a browser; works without a secure context, unlike the camera stream.
import { chosen } from './choose-file.h5'
import type { PickPicture } from './ports'

export const pickPicture: PickPicture = async (source) => {
  const file = await chosen({ accept: 'image/*', ...(source === 'camera' ? { capture: 'environment' } : {}) })
  if (!file) return undefined
  return { name: file.name, type: file.type, bytes: await file.arrayBuffer(), url: URL.createObjectURL(file) }
}
