// Copies text for the reader in a browser.
import Taro from '@tarojs/taro'

/** The older way, for pages without encryption; Taro tells of it in a word of its own. */
const copyByTaro = async (text: string): Promise<boolean> => {
  try {
    await Taro.setClipboardData({ data: text })
    return true
  } catch {
    return false
  }
}

/** false when the device refuses. */
export const copyText = async (text: string): Promise<boolean> => {
  const older: { clipboard?: Clipboard } = navigator
  try {
    if (older.clipboard === undefined) return await copyByTaro(text)
    await older.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
