// Takes a whole installation at one named height while the server runs: it only reads, and the folder appears when it is complete.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { AppError, fault } from '@ectrace/shared/errors'
import { blobsPlace, channelPlaces, vaultPlace } from '../channel-places.ts'
import { liesInside } from '../config.ts'
import type { Config } from '../config.ts'
import { lastCheckpointFile } from '../ledger/embedded/last-checkpoint.ts'
import { digestAt } from '../store/blobs.ts'
import { carryBlobs } from '../store/carry-blobs.ts'
import { openFileBlobs } from '../store/file-blobs.ts'
import { openBlobs } from '../store/open-blobs.ts'
import type { BlobsPlace } from '../store/store-place.ts'
import { copyLedger, namedHeight, verifyCopy } from './copy-ledger.ts'
import { writeManifest } from './manifest.ts'
import type { ChainInBackup } from './manifest.ts'
import { copyFiles, listFiles, syncTree } from './tree-files.ts'
import { takeVault } from './vault-rows.ts'

type Folders = Pick<Config, 'dataDir' | 'keyDir' | 'channels' | 'databaseUrl' | 'blobs'>

export type BackupOptions = {
  /** Of the running server. */
  config: Folders
  /** The folder to make; must not exist. */
  target: string
  /** Where the keys go, a folder to make; none: the keys are not taken. */
  keysTarget?: string | undefined
  clock: () => number
  /** Blocks verified of so many. */
  progress?: (height: number, of: number) => void
}

/** What was signed last is a memory of this machine, not a key: put back with the keys it would hide what came after. */
const isKey = (file: string): boolean => {
  const name = path.basename(file)
  return !name.startsWith(path.basename(lastCheckpointFile(''))) && !name.startsWith('.')
}

const checkTarget = (name: string, target: string, { dataDir, keyDir }: Folders): void => {
  if (existsSync(target)) throw fault('SETTINGS_INVALID', name, 'a folder that does not exist yet', target)
  if (liesInside(target, dataDir) || liesInside(target, keyDir))
    throw fault('SETTINGS_INVALID', name, 'outside DATA_DIR and KEY_DIR', target)
}

/** `target` whole or not at all: filled under another name, made durable, renamed. */
const whole = async (target: string, fill: (folder: string) => Promise<void>): Promise<void> => {
  const unfinished = `${target}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  await fill(unfinished)
  await syncTree(unfinished)
  renameSync(unfinished, target)
  await syncTree(target)
}

/** Files are copied as they are; what lies in an object store is fetched, and a damaged object is named instead of kept. */
const takeBlobs = async (place: BlobsPlace, target: string): Promise<void> => {
  if (typeof place === 'string') {
    const blobs = (await listFiles(place)).filter((file) => digestAt(file) !== undefined)
    await copyFiles(place, target, blobs)
    return
  }
  const { damaged } = await carryBlobs(openBlobs(place), openFileBlobs(target))
  if (damaged.length > 0)
    throw new AppError('STATE_DIGEST_MISMATCH', { details: { blob: damaged[0], damaged: damaged.length } })
}

const fillData = async ({ config, clock, progress }: BackupOptions, folder: string): Promise<ChainInBackup[]> => {
  const { channels } = config
  const made = new Date(clock()).toISOString()
  // In this order: what a block needs from the vault was in the vault before the block was, so a vault read after the chain's height
  // was named lacks nothing of it; and a blob is there before any row that names it.
  const named = channels.map((channel) => namedHeight(channelPlaces(config, channel)))
  await takeVault(vaultPlace(config), path.join(folder, 'vault.db'))
  await takeBlobs(blobsPlace(config), path.join(folder, 'blobs'))
  const chains: ChainInBackup[] = []
  for (const chain of named) {
    const { dir } = channelPlaces({ ...config, dataDir: folder }, chain.descriptor.channel)
    const copied = await copyLedger(chain, dir)
    await verifyCopy(dir, copied, (height) => progress?.(height, copied.height))
    chains.push(copied)
  }
  await writeManifest(folder, { kind: 'data', made, chains })
  return chains
}

const fillKeys = async ({ config, clock }: BackupOptions, folder: string): Promise<void> => {
  const files = (await listFiles(config.keyDir)).filter(isKey)
  await copyFiles(config.keyDir, folder, files)
  await writeManifest(folder, { kind: 'keys', made: new Date(clock()).toISOString(), chains: [] })
}

/**
 * Chain, vault and blobs into `target`, keys into `keysTarget`; the copy is verified before it gets its name. Returns the height of each
 * chain. Throws SETTINGS_INVALID (folders), STATE_DIGEST_MISMATCH {blob, damaged} (objects of a store), what `Blobs` and verifyLedger throw.
 */
export const makeBackup = async (options: BackupOptions): Promise<ChainInBackup[]> => {
  const { config, target, keysTarget } = options
  checkTarget('DIR', target, config)
  if (keysTarget !== undefined) {
    checkTarget('--keys', keysTarget, config)
    if (liesInside(keysTarget, target))
      throw fault('SETTINGS_INVALID', '--keys', 'outside the backup: keys open the vault', keysTarget)
    await whole(keysTarget, (folder) => fillKeys(options, folder))
  }
  let chains: ChainInBackup[] = []
  await whole(target, async (folder) => {
    chains = await fillData(options, folder)
  })
  return chains
}
