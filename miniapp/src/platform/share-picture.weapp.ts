// Handing a picture on in WeChat: to a friend, a group or the album, by its own menu.
import Taro from '@tarojs/taro'
import type { SharePicture } from './ports'
import { cancelled } from './read-file.weapp'

export const sharePicture: SharePicture = async (name, bytes) => {
  const path = `${Taro.env.USER_DATA_PATH ?? ''}/${name}`
  try {
    Taro.getFileSystemManager().writeFileSync(path, bytes.buffer)
    await Taro.showShareImageMenu({ path })
    return 'shared'
  } catch (failure) {
    return cancelled(failure) ? 'cancelled' : 'refused'
  }
}
