// What stays on this device between visits. Everything read back is unknown until its reader has checked it.
import Taro from '@tarojs/taro'

/** undefined when nothing is kept under `key` or the device refuses to read. */
export const readStored = (key: string): unknown => {
  try {
    const value: unknown = Taro.getStorageSync(`ec:${key}`)
    return value === '' || value === null ? undefined : value
  } catch {
    return undefined
  }
}

/** false when the device keeps nothing (full, or private browsing); WeChat allows 1 MB a key. */
export const store = (key: string, value: unknown): boolean => {
  try {
    Taro.setStorageSync(`ec:${key}`, value)
    return true
  } catch {
    return false
  }
}

export const forget = (key: string): void => {
  try {
    Taro.removeStorageSync(`ec:${key}`)
  } catch {
    // Nothing kept, nothing to forget.
  }
}

/** Names of what is kept under keys that begin like this. */
export const storedKeys = (beginning: string): string[] => {
  try {
    const { keys } = Taro.getStorageInfoSync()
    return keys.flatMap((key) => (key.startsWith(`ec:${beginning}`) ? [key.slice(3)] : []))
  } catch {
    return []
  }
}
