// A picture in WeChat: its bytes first, then a data address of exactly these bytes.
import Taro from '@tarojs/taro'
import { NetworkFailure } from './network-failure'
import type { LoadPicture } from './ports'

export const loadPicture: LoadPicture = async (path) => {
  const reply = await Taro.request<unknown>({ url: API_BASE + path, responseType: 'arraybuffer' }).catch(
    (cause: unknown) => Promise.reject(new NetworkFailure('offline', cause)),
  )
  const { data, statusCode } = reply
  if (statusCode !== 200 || !(data instanceof ArrayBuffer)) throw new NetworkFailure('garbled')
  return { bytes: new Uint8Array(data), url: `data:image/jpeg;base64,${Taro.arrayBufferToBase64(data)}` }
}
