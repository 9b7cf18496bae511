// Files of proofs in WeChat: chosen from a chat, saved by sending them into one.
import Taro from '@tarojs/taro'
import { fault } from '@ectrace/shared/errors'
import { bytesOf, cancelled } from './read-file.weapp'
import type { PickFile, SaveFile } from './ports'

export const pickFile: PickFile = async (most) => {
  try {
    const { tempFiles } = await Taro.chooseMessageFile({ count: 1, type: 'file', extension: ['json'] })
    const [file] = tempFiles
    if (file === undefined) return undefined
    if (file.size > most) throw fault('PROOF_MALFORMED', '', `at most ${most} bytes`)
    return { name: file.name, bytes: new Uint8Array(await bytesOf(file.path)) }
  } catch (failure) {
    if (cancelled(failure)) return undefined
    throw failure
  }
}

export const saveFile: SaveFile = async (name, text) => {
  const filePath = `${Taro.env.USER_DATA_PATH ?? ''}/${name}`
  try {
    Taro.getFileSystemManager().writeFileSync(filePath, text, 'utf8')
    await Taro.shareFileMessage({ filePath, fileName: name })
    return true
  } catch (failure) {
    return cancelled(failure)
  }
}
