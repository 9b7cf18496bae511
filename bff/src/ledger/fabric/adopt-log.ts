// Which log a channel carries, and that the folder here is that very log: founded once by whoever comes first, adopted by all others.
import { AppError, fault } from '@ectrace/shared/errors'
import { parseGenesis } from '@ectrace/shared/ledger/genesis'
import type { Genesis } from '@ectrace/shared/ledger/genesis'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { splitOrigin } from '@ectrace/shared/proof/log-name'
import { newLogId, ownKey, readDescriptor, verifierKeyOf, writeDescriptor } from '../embedded/log-key.ts'
import type { FabricChannel } from './channel.ts'
import { haveWritten } from './have-written.ts'

/** `logId`: the log to found where the channel has none; random unless given. */
type Where = { dir: string; keyDir: string; channel: string; now: number; logId?: string | undefined }

export type ChannelStatus = { genesis: Genesis | undefined; open: boolean; rules: string }

/** What the channel carries by the word of an own peer. */
export const channelStatus = async (fabric: FabricChannel): Promise<ChannelStatus> => {
  const told = JSON.parse(utf8Decode(await fabric.ask('status', []))) as { genesis: Json; open: boolean; rules: string }
  return { ...told, genesis: told.genesis === null ? undefined : parseGenesis(told.genesis, 'genesis') }
}

/** The genesis that stands on the channel after `genesis` was offered: another's, if he was quicker. */
const found = async (fabric: FabricChannel, genesis: Genesis): Promise<Genesis> => {
  await haveWritten(fabric, 'found', [canonical(genesis as unknown as Json)]).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'STATE_CONFLICT') throw error
  })
  const { genesis: stands } = await channelStatus(fabric)
  if (stands !== undefined) return stands
  throw new AppError('NOT_READY', { details: { part: 'ledger', what: 'the peer does not know the founded log yet' } })
}

/** Offers a new log with the key in the folder, made if there is none. */
const foundHere = (fabric: FabricChannel, { keyDir, channel, now, logId = newLogId() }: Where): Promise<Genesis> => {
  const origin = `ectrace/${logId}/1`
  const verifierKey = verifierKeyOf(origin, ownKey(keyDir))
  const created = new Date(now).toISOString()
  return found(fabric, { v: 1, origin, channel, created, verifierKey, endorsements: [], base: null })
}

const adopt = (dir: string, { origin, channel, created, verifierKey, base }: Genesis): void => {
  if (base !== null)
    throw fault('SETTINGS_INVALID', 'DATA_DIR', 'a copy of the ledger that the channel goes on from', dir)
  writeDescriptor(dir, { v: 1, logId: logIdOf(origin), epoch: 1, origin, channel, created, verifierKey })
}

const logIdOf = (origin: string): string => splitOrigin(origin)?.log.slice('ectrace/'.length) ?? ''

/**
 * The genesis of the channel, founded now if nobody did, and its log in the folder. Throws LOG_MISMATCH when another log lies there,
 * SETTINGS_INVALID when an embedded log lies there that did not move, NOT_READY when no peer answers or the state is still being carried.
 */
export const adoptLog = async (fabric: FabricChannel, where: Where): Promise<Genesis> => {
  const { dir } = where
  const own = readDescriptor(dir)
  const before = await channelStatus(fabric)
  if (before.genesis === undefined && own !== undefined)
    throw fault(
      'SETTINGS_INVALID',
      'LEDGER',
      'fabric only after `pnpm migrate:fabric`: an embedded ledger lies here',
      dir,
    )
  const genesis = before.genesis ?? (await foundHere(fabric, where))
  if (genesis.base !== null && !before.open)
    throw new AppError('NOT_READY', { details: { part: 'ledger', what: 'the state is still being carried over' } })
  if (own === undefined) adopt(dir, genesis)
  else if (own.logId !== logIdOf(genesis.origin))
    throw fault('LOG_MISMATCH', 'DATA_DIR', `the channel carries ${genesis.origin}`, own.origin)
  return genesis
}
