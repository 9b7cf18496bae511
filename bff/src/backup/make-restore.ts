// Puts a backup back: whole or not at all, in the same epoch when nothing was lost, else in a new one that says what was.
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { fault } from '@ectrace/shared/errors'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { blobsPlace, channelPlaces, vaultPlace } from '../channel-places.ts'
import { liesInside } from '../config.ts'
import type { Config } from '../config.ts'
import { signAsLogin } from '../identity/sign-as-login.ts'
import { masterKeyFile, openSigner } from '../identity/signer.ts'
import { keyFile } from '../ledger/embedded/log-key.ts'
import { openEmbeddedLedger } from '../ledger/embedded/open.ts'
import { checkBlobs } from '../store/open-blobs.ts'
import { openVault } from '../store/vault.ts'
import { beginEpoch, isComplete as hasEverything } from './begin-epoch.ts'
import type { NewEpoch } from './begin-epoch.ts'
import { verifyCopy } from './copy-ledger.ts'
import { fitVault } from './fit-vault.ts'
import { epochOf, keyMemory } from './key-memory.ts'
import { readBackup } from './manifest.ts'
import type { ChainInBackup, Manifest } from './manifest.ts'
import {
  completeFolder,
  discardStaged,
  isComplete,
  markComplete,
  putInPlace,
  retireAs,
  stagedFolders,
} from './put-in-place.ts'
import { settleBlobs } from './settle-blobs.ts'
import { copyFiles } from './tree-files.ts'
import { mustHaveNoVault, settleVault } from './vault-rows.ts'

type Folders = Pick<Config, 'dataDir' | 'keyDir' | 'channels' | 'databaseUrl' | 'blobs'>

export type RestoreOptions = {
  /** Where the server will look; the data folder must be empty. */
  config: Folders
  /** The backup. */
  source: string
  /** A backup of the keys; needed when the key folder is gone. */
  keysSource?: string | undefined
  /** An administrator of the operator, who signs the first entry of a new epoch. */
  login?: string | undefined
  reason: Args<'openEpoch'>['reason']
  clock: () => number
  progress?: (height: number, of: number) => void
}

/** `epoch` is absent where the chain goes on in the one it was in. */
export type RestoredChain = ChainInBackup & { epoch?: NewEpoch }

/**
 * `finished`: an interrupted run was already complete and only had to be put in place. `damagedBlobs`: digests of files that were damaged
 * in the backup already; they stay files.
 */
export type RestoreReport = { damagedBlobs: readonly string[] } & (
  { finished: true } | { finished: false; chains: RestoredChain[] }
)

const checkTarget = ({ dataDir, keyDir }: Folders): void => {
  const found = existsSync(dataDir) ? readdirSync(dataDir) : []
  const foreign = found.find((name) => name !== path.basename(stagedFolders({ dataDir, keyDir }).dataDir))
  if (foreign !== undefined) throw fault('SETTINGS_INVALID', 'DATA_DIR', 'an empty folder', path.join(dataDir, foreign))
}

const checkChannels = ({ channels }: Folders, { chains }: Manifest): void => {
  const missing = chains.find(({ channel }) => !channels.includes(channel))
  if (missing) throw fault('SETTINGS_INVALID', 'CHANNELS', 'names every channel of the backup', missing.channel)
}

/** The keys of the backup, unless this machine still has its own. */
const stageKeys = async ({ config, keysSource }: RestoreOptions, stagedKeys: string): Promise<void> => {
  if (keysSource === undefined) {
    if (existsSync(masterKeyFile(config.keyDir))) return
    throw fault('SETTINGS_INVALID', '--keys', 'a backup of the keys: KEY_DIR has none', config.keyDir)
  }
  const { files } = await readBackup(keysSource, 'keys')
  if (existsSync(masterKeyFile(config.keyDir))) return
  mkdirSync(stagedKeys, { recursive: true, mode: 0o700 })
  await copyFiles(
    keysSource,
    stagedKeys,
    files.map((file) => file.path),
  )
}

/** The key of the backup is put away at once: it signs no block any more. */
const putAway = (stagedKeyDir: string, { origin }: ChainInBackup): void => {
  if (!existsSync(keyFile(stagedKeyDir))) return
  let epoch = epochOf(origin)
  while (existsSync(`${keyFile(stagedKeyDir)}.epoch-${String(epoch)}`)) epoch += 1
  renameSync(keyFile(stagedKeyDir), `${keyFile(stagedKeyDir)}.epoch-${String(epoch)}`)
}

/** The chain in its next epoch, or as it was when nothing was lost. */
const stageChain = (options: RestoreOptions, staged: Folders, chain: ChainInBackup): RestoredChain => {
  const { config, keysSource, clock } = options
  const { channel } = chain
  const [places, { keyDir }] = [channelPlaces(staged, channel), channelPlaces(config, channel)]
  const given = keysSource === undefined ? undefined : channelPlaces({ ...config, keyDir: keysSource }, channel).keyDir
  if (hasEverything({ staged: places, keyDir, given }, chain)) return chain
  putAway(places.keyDir, chain)
  const epoch = beginEpoch({ staged: places, keyDir, given }, chain, clock())
  if (existsSync(keyFile(keyDir)))
    retireAs(places.keyDir, `epoch-${String(epochOf(keyMemory(keyDir)?.origin ?? '') || epoch.epoch - 1)}`)
  return { ...chain, epoch }
}

const openChain = ({ config, clock }: RestoreOptions, staged: Folders, chain: RestoredChain): Promise<Ledger> => {
  const { dir, keyDir } = channelPlaces(staged, chain.channel)
  const own = chain.epoch ? keyDir : channelPlaces(config, chain.channel).keyDir
  return openEmbeddedLedger({ dir, keyDir: own, channel: chain.channel, clock })
}

const fieldsOf = (
  { epoch, checkpoint }: RestoredChain,
  reason: RestoreOptions['reason'],
): Args<'openEpoch'> | undefined => epoch && { ...epoch, previous: checkpoint, reason }

/** The first entry of every new epoch, and a vault that speaks of nothing else than the chains. */
const openEpochs = async (
  options: RestoreOptions,
  staged: Folders,
  chains: readonly RestoredChain[],
): Promise<void> => {
  const { config, login, reason, clock } = options
  if (login === undefined) throw fault('SETTINGS_INVALID', '--as', 'the login of an administrator of the operator')
  const vault = await openVault(path.join(staged.dataDir, 'vault.db'))
  const closing: (() => Promise<unknown>)[] = [() => vault.destroy()]
  try {
    const keyDir = existsSync(masterKeyFile(config.keyDir)) ? config.keyDir : staged.keyDir
    const signer = await openSigner({ keyDir, create: false, clock })
    closing.push(() => signer.close())
    const ledgers: Ledger[] = []
    for (const chain of chains) {
      const ledger = await openChain(options, staged, chain)
      closing.push(() => ledger.close())
      ledgers.push(ledger)
      const fields = fieldsOf(chain, reason)
      if (fields) await signAsLogin({ vault, signer, clock }, ledger, { login, name: 'openEpoch', fields })
    }
    await fitVault(vault, ledgers)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

const stage = async (options: RestoreOptions): Promise<RestoredChain[]> => {
  const { config, source, progress } = options
  const manifest = await readBackup(source, 'data')
  checkChannels(config, manifest)
  // Staged is in files whatever the settings say.
  const staged = { ...stagedFolders(config), channels: config.channels, databaseUrl: undefined, blobs: undefined }
  mkdirSync(staged.dataDir, { recursive: true, mode: 0o750 })
  mkdirSync(config.keyDir, { recursive: true, mode: 0o700 })
  await stageKeys(options, staged.keyDir)
  await copyFiles(
    source,
    staged.dataDir,
    manifest.files.map((file) => file.path),
  )
  const chains: RestoredChain[] = []
  for (const chain of manifest.chains) {
    const { dir } = channelPlaces(staged, chain.channel)
    await verifyCopy(dir, chain, (height) => progress?.(height, chain.height))
    chains.push(stageChain(options, staged, chain))
  }
  if (chains.some(({ epoch }) => epoch !== undefined)) await openEpochs(options, staged, chains)
  return chains
}

/**
 * Restores the backup into the empty folders of `config`. Interrupted, it leaves nothing that a server would start on, and the same
 * call again begins anew or finishes. Throws SETTINGS_INVALID (folders, keys, login), BACKUP_DAMAGED, FORBIDDEN (who signs), LEDGER_*, and
 * what an object store throws.
 */
export const makeRestore = async (options: RestoreOptions): Promise<RestoreReport> => {
  const { config, source } = options
  if (liesInside(path.resolve(source), config.dataDir))
    throw fault('SETTINGS_INVALID', 'DIR', 'outside DATA_DIR', source)
  const finish = async (): Promise<{ damagedBlobs: readonly string[] }> => {
    // Before the renames: while the folder of a complete restore is there no server starts.
    await settleVault(completeFolder(config), vaultPlace(config))
    const damagedBlobs = await settleBlobs(path.join(completeFolder(config), 'blobs'), blobsPlace(config))
    await putInPlace(config)
    return { damagedBlobs }
  }
  if (isComplete(config)) return { finished: true, ...(await finish()) }
  checkTarget(config)
  await mustHaveNoVault(vaultPlace(config))
  await checkBlobs(blobsPlace(config))
  discardStaged(config)
  const chains = await stage(options)
  await markComplete(config)
  return { finished: false, chains, ...(await finish()) }
}
