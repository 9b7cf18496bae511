// Where a channel keeps its chain, keys and read model: the default one where a single channel always was, every other one apart.
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import type { Config } from './config.ts'

/** `dir`: the ledger; `keyDir`: its log key and last checkpoint; `readModelFile`: the file of the read model. */
export type ChannelPlaces = { dir: string; keyDir: string; readModelFile: string }

type Named = Pick<Config, 'dataDir' | 'keyDir' | 'channels'>

/** Throws SETTINGS_INVALID for a channel that CHANNELS does not name. */
export const channelPlaces = ({ dataDir, keyDir, channels }: Named, channel: string): ChannelPlaces => {
  if (!channels.includes(channel)) throw fault('SETTINGS_INVALID', 'CHANNELS', 'names no such channel', channel)
  const own = channel === channels[0] ? [] : ['channels', channel]
  const data = path.join(dataDir, ...own)
  return {
    dir: path.join(data, 'ledger'),
    keyDir: path.join(keyDir, ...own),
    readModelFile: path.join(data, 'read-model.db'),
  }
}

/** `--channel NAME` among the arguments of a command, or every channel. Throws SETTINGS_INVALID for a name that is none. */
export const chosenChannels = (config: Named, args: readonly string[]): readonly string[] => {
  if (args.length === 0) return config.channels
  const [option, channel = ''] = args
  if (option !== '--channel' || args.length > 2) {
    throw fault('SETTINGS_INVALID', args.join(' '), '--channel NAME or nothing')
  }
  channelPlaces(config, channel)
  return [channel]
}

/** A coded error of a channel's parts, with the channel in its details. */
export const inChannel = (error: unknown, channel: string): unknown =>
  error instanceof AppError ? new AppError(error.code, { cause: error, details: { ...error.details, channel } }) : error
