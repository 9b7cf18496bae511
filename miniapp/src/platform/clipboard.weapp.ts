// Copies text for the reader in WeChat, which says so itself.
import Taro from '@tarojs/taro'

/** false when the device refuses. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await Taro.setClipboardData({ data: text })
    return true
  } catch {
    return false
  }
}
