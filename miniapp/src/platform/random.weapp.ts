// Unpredictable bytes in WeChat.
import Taro from '@tarojs/taro'
import type { RandomBytes } from './ports'

export const randomBytes: RandomBytes = (length) =>
  new Promise((resolve, reject) => {
    void Taro.getRandomValues({
      length,
      success: ({ randomValues }) => {
        resolve(new Uint8Array(randomValues))
      },
      fail: ({ errMsg }) => {
        reject(new Error(errMsg))
      },
    }).catch(() => undefined) // The outcome is told above; this only owns Taro's second copy of the failure.
  })
