// WeChat's own full-screen scanner, which can also read a picture from the album.
import Taro from '@tarojs/taro'

export type PictureResult = { kind: 'hit'; text: string } | { kind: 'none' } | { kind: 'cancelled' }

/** WeChat's scanner has its own way to the album. */
export const hasAlbum: boolean = false

/** A mini-program code arrives as a path (`pages/…?scene=…`) with an empty result. */
const textOf = ({ result, path }: { result: string; path?: string }): string => (result === '' ? (path ?? '') : result)

export const scanPicture = (): Promise<PictureResult> =>
  new Promise((resolve) => {
    void Taro.scanCode({
      onlyFromCamera: false,
      scanType: ['qrCode'],
      success: (found) => {
        const text = textOf(found)
        resolve(text === '' ? { kind: 'none' } : { kind: 'hit', text })
      },
      fail: ({ errMsg }) => {
        resolve(/cancel/.test(errMsg) ? { kind: 'cancelled' } : { kind: 'none' })
      },
    }).catch(() => undefined) // The outcome is told above; this only owns Taro's second copy of the failure.
  })
