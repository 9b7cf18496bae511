// What a scan says about where it came through, in WeChat.
import Taro from '@tarojs/taro'
import type { PersonCode, ScanDoor } from './ports'

export const scanDoor: ScanDoor = 'weapp'

export const personCode: PersonCode = async () => {
  try {
    const { code } = await Taro.login()
    return code === '' ? undefined : code
  } catch {
    // Not available, or refused: the person stays unknown to WeChat's account.
    return undefined
  }
}
