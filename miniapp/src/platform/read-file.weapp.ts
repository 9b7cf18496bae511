// Reads a local file of WeChat, and tells a person who cancelled from a failure.
import Taro from '@tarojs/taro'

export const bytesOf = (path: string): Promise<ArrayBuffer> =>
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

export const cancelled = (failure: unknown): boolean =>
  typeof failure === 'object' && failure !== null && 'errMsg' in failure && /cancel/.test(String(failure.errMsg))
