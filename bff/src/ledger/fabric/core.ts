// The Fabric ledger in one thread: the log that the channel carries, kept as files like the embedded one, made of the peer's blocks.
import { AppError, fault } from '@ectrace/shared/errors'
import type { Genesis } from '@ectrace/shared/ledger/genesis'
import { openCore } from '../embedded/core.ts'
import type { Core, CoreOptions } from '../embedded/core.ts'
import type { EngineParts } from '../embedded/engine.ts'
import { adoptLog } from './adopt-log.ts'
import type { FabricChannel } from './channel.ts'
import { openFabricEngine } from './engine.ts'

/** The blocks of the archive that a channel goes on from must all be here. */
const checkArchive = ({ committer }: EngineParts, { base, origin }: Genesis): void => {
  if (base !== null && committer.head().height < base.height)
    throw fault('LOG_MISMATCH', 'DATA_DIR', `a copy of ${origin} up to block ${base.height}`)
}

/** `logId`: of a log that is founded now; random unless given. */
export type FabricCoreOptions = Omit<CoreOptions, 'engine' | 'prepare'> & { fabric: FabricChannel; logId?: string }

/**
 * Opens the channel's log, founding it where nobody has. Throws what openCore throws (core.ts of the embedded ledger), LOG_MISMATCH,
 * SETTINGS_INVALID, NOT_READY when no peer answers. `fabric` is closed with it.
 */
export const openFabricCore = async ({ fabric, logId, ...options }: FabricCoreOptions): Promise<Core> => {
  const { dir, keyDir, channel, clock, note } = options
  let genesis: Genesis | undefined
  try {
    return await openCore({
      ...options,
      prepare: async () => {
        genesis = await adoptLog(fabric, { dir, keyDir, channel, now: clock(), logId })
      },
      // Blocks that are missing here come again from the peer.
      copy: true,
      engine: (parts) => {
        if (genesis === undefined) throw new AppError('INTERNAL')
        checkArchive(parts, genesis)
        return openFabricEngine(parts, { channel: fabric, base: genesis.base?.height ?? 0, note })
      },
    })
  } catch (error) {
    fabric.close()
    throw error
  }
}
