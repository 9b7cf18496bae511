// Files in WeChat: chosen from a chat, saved by sending them into one.
import Taro from '@tarojs/taro'
import { AppError, fault } from '@ectrace/shared/errors'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { NetworkFailure } from './network-failure'
import { bytesOf, cancelled } from './read-file.weapp'
import type { FetchFile, PickFile, SaveFile } from './ports'

export const pickFile: PickFile = async (most, extensions) => {
  try {
    const { tempFiles } = await Taro.chooseMessageFile({ count: 1, type: 'file', extension: [...extensions] })
    const [file] = tempFiles
    if (file === undefined) return undefined
    if (file.size > most) throw fault('FILE_TOO_LARGE', '', `at most ${most} bytes`)
    return { name: file.name, bytes: new Uint8Array(await bytesOf(file.path)) }
  } catch (failure) {
    if (cancelled(failure)) return undefined
    throw failure
  }
}

const send = async (name: string, data: string | ArrayBuffer): Promise<boolean> => {
  const filePath = `${Taro.env.USER_DATA_PATH ?? ''}/${name}`
  try {
    Taro.getFileSystemManager().writeFileSync(filePath, data, ...(typeof data === 'string' ? (['utf8'] as const) : []))
    await Taro.shareFileMessage({ filePath, fileName: name })
    return true
  } catch (failure) {
    return cancelled(failure)
  }
}

export const saveFile: SaveFile = send

const headersOf = (headers: unknown): Record<string, string> =>
  typeof headers === 'object' && headers !== null
    ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
    : {}

const jsonOf = (bytes: ArrayBuffer): unknown => {
  try {
    return JSON.parse(utf8Decode(new Uint8Array(bytes)))
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof AppError) throw new NetworkFailure('garbled', cause)
    throw cause
  }
}

/** WeChat hands the reply over whole: there is no progress, and what is larger than it takes fails. */
export const fetchFile: FetchFile = async (method, path, { body, headers = {}, onBytes }) => {
  const reply = await Taro.request<ArrayBuffer>({
    url: API_BASE + path,
    method,
    header: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { data: JSON.stringify(body) }),
    responseType: 'arraybuffer',
    timeout: 300_000,
  }).catch((cause: unknown) => {
    throw new NetworkFailure('offline', cause)
  })
  onBytes(reply.data.byteLength)
  return {
    status: reply.statusCode,
    headers: headersOf(reply.header),
    json: reply.statusCode < 400 ? undefined : jsonOf(reply.data),
    save: (name) => send(name, reply.data),
  }
}
