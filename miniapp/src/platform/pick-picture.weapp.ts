// A picture chosen in WeChat. WeChat re-encodes what it compresses as JPEG.
import Taro from '@tarojs/taro'
import type { PickPicture } from './ports'

const types: Record<string, string> = { png: 'image/png', webp: 'image/webp' }

const bytesOf = (path: string): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) => {
    Taro.getFileSystemManager().readFile({
      filePath: path,
      success: ({ data }) => {
        if (typeof data === 'string') reject(new Error('readFile returned text'))
        else resolve(data)
      },
      fail: ({ errMsg }) => {
        reject(new Error(errMsg))
      },
    })
  })

const cancelled = (failure: unknown): boolean =>
  typeof failure === 'object' && failure !== null && 'errMsg' in failure && /cancel/.test(String(failure.errMsg))

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
