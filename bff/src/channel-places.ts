// Where a channel keeps its chain, keys and read model: the default one where a single channel always was, every other one apart.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import type { Config } from './config.ts'
import type { BlobsPlace, StorePlace } from './store/store-place.ts'

/** `dir`: the ledger; `keyDir`: its log key and last checkpoint. */
export type ChainPlaces = { dir: string; keyDir: string }
export type ChannelPlaces = ChainPlaces & { readModel: StorePlace }

export type FoundChannel = { name: string | undefined; dir: string; keyDir: string }

type Named = Pick<Config, 'dataDir' | 'keyDir' | 'channels' | 'databaseUrl'>

/** Where the vault lies, which all channels share. */
export const vaultPlace = ({ dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>): StorePlace =>
  databaseUrl === undefined ? path.join(dataDir, 'vault.db') : { url: databaseUrl, schema: 'vault' }

/** Where evidence lies, which all channels share. */
export const blobsPlace = ({ dataDir, blobs }: Pick<Config, 'dataDir' | 'blobs'>): BlobsPlace =>
  blobs ?? path.join(dataDir, 'blobs')

/** A channel's name has no underscore, so no two of them meet. */
const schemaOf = (channel: string): string => `read_model_${channel.replaceAll('-', '_')}`

/** Throws SETTINGS_INVALID for a channel that CHANNELS does not name. */
export const channelPlaces = ({ dataDir, keyDir, channels, databaseUrl }: Named, channel: string): ChannelPlaces => {
  if (!channels.includes(channel)) throw fault('SETTINGS_INVALID', 'CHANNELS', 'names no such channel', channel)
  const own = channel === channels[0] ? [] : ['channels', channel]
  const data = path.join(dataDir, ...own)
  return {
    dir: path.join(data, 'ledger'),
    keyDir: path.join(keyDir, ...own),
    readModel:
      databaseUrl === undefined ? path.join(data, 'read-model.db') : { url: databaseUrl, schema: schemaOf(channel) },
  }
}

/** Every channel that lies in the folders, whatever the settings name; the default one is first and has no name here. */
export const channelsOnDisk = ({ dataDir, keyDir }: Pick<Config, 'dataDir' | 'keyDir'>): FoundChannel[] => {
  const folder = path.join(dataDir, 'channels')
  const others = existsSync(folder) ? readdirSync(folder).sort() : []
  return [
    { name: undefined, dir: path.join(dataDir, 'ledger'), keyDir },
    ...others.map((name) => ({
      name,
      dir: path.join(folder, name, 'ledger'),
      keyDir: path.join(keyDir, 'channels', name),
    })),
  ]
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
