// A picture chosen in WeChat. WeChat re-encodes what it compresses as JPEG.
import Taro from '@tarojs/taro'
import { bytesOf, cancelled } from './read-file.weapp'
import type { PickPicture } from './ports'

const types: Record<string, string> = { png: 'image/png', webp: 'image/webp' }

export const pickPicture: PickPicture = async (source) => {
  try {
    const { tempFiles } = await Taro.chooseMedia({
      count: 1,
      mediaType: ['image'],
      sizeType: ['compressed'],
      sourceType: source === 'camera' ? ['camera'] : ['camera', 'album'],
    })
    const path = tempFiles[0]?.tempFilePath
    if (path === undefined) return undefined
    const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
    const name = path.slice(path.lastIndexOf('/') + 1)
    return { name, type: types[extension] ?? 'image/jpeg', bytes: await bytesOf(path), url: path }
  } catch (failure) {
    if (cancelled(failure)) return undefined
    throw failure
  }
}
