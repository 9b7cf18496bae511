// Copies a chain that is being written, up to one block that was durable when the copy began.
import { mkdirSync, rmSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { fault } from '@ectrace/shared/errors'
import type { ChainPlaces } from '../channel-places.ts'
import type { Sealed } from '../ledger/embedded/checkpoint-note.ts'
import { damaged, rolledBack } from '../ledger/embedded/damaged.ts'
import { frameHead } from '../ledger/embedded/frame.ts'
import { readLastCheckpoint } from '../ledger/embedded/last-checkpoint.ts'
import { checkpointReader, descriptorFile, genesisOf, readDescriptor } from '../ledger/embedded/log-key.ts'
import type { LogDescriptor } from '../ledger/embedded/log-key.ts'
import { listSegments, segmentFolder, segmentPath } from '../ledger/embedded/segment.ts'
import { verifyLedger } from '../ledger/embedded/verify-ledger.ts'
import { walkLog } from '../ledger/embedded/walk-log.ts'
import type { WalkedBlock } from '../ledger/embedded/walk-log.ts'
import type { ChainInBackup } from './manifest.ts'
import { copyFiles } from './tree-files.ts'

/** A chain and the block up to which it is copied. */
export type NamedHeight = { dir: string; descriptor: LogDescriptor; sealed: Sealed }

/**
 * The newest block that anybody was told of. The memory beside the key names it: what the files show beyond may never become durable,
 * and then another block would take its place under the same key. Throws SETTINGS_INVALID when there is no ledger or no block.
 */
export const namedHeight = ({ dir, keyDir }: ChainPlaces): NamedHeight => {
  const descriptor = readDescriptor(dir)
  if (!descriptor) throw fault('SETTINGS_INVALID', 'DATA_DIR', 'holds no ledger', dir)
  const sealed = readLastCheckpoint(keyDir, checkpointReader(descriptor.verifierKey, descriptor.earlier))
  if (!sealed || sealed.height === 0) throw fault('SETTINGS_INVALID', 'DATA_DIR', 'the ledger has no block yet', dir)
  return { dir, descriptor, sealed }
}

/** The block of `height` in the log in `dir`. Throws LEDGER_DAMAGED or LEDGER_ROLLED_BACK (it is not there, or another). */
const blockAt = (dir: string, { logId, created }: LogDescriptor, { height, hash }: Sealed): WalkedBlock => {
  for (const block of walkLog({ dir, genesis: genesisOf({ logId }), created })) {
    if (block.header.height < height) continue
    if (block.hash === hash) return block
    throw rolledBack(`block ${height} is another than the one that was signed`, { seen: height, found: height })
  }
  throw damaged(`block ${height} was signed but is not in the log`)
}

/** Cuts everything after `block` off the copy. */
const cutAfter = (dir: string, { position, payload }: WalkedBlock): void => {
  const { segment, offset } = position
  truncateSync(segmentPath(dir, segment), offset + frameHead + payload.length)
  for (const later of listSegments(dir)) if (later > segment) rmSync(segmentPath(dir, later))
}

/** Throws what verifyLedger throws, and LEDGER_ROLLED_BACK when the chain in `dir` does not end where `chain` says. */
export const verifyCopy = async (
  dir: string,
  chain: ChainInBackup,
  progress: (height: number) => void,
): Promise<void> => {
  // No key folder: the one of the running server has seen later blocks.
  const found = await verifyLedger({ dir, keyDir: path.join(dir, 'no-keys'), hashesOnly: true, progress })
  if (found.blocks === chain.height && found.root === chain.root && found.origin === chain.origin) return
  throw rolledBack('the chain ends elsewhere than the backup says', { seen: chain.height, found: found.blocks })
}

/**
 * Copies the chain into `target` up to its named height, also while it grows: files are only ever appended to. The state database is
 * left out, a start replays it.
 */
export const copyLedger = async ({ dir, descriptor, sealed }: NamedHeight, target: string): Promise<ChainInBackup> => {
  mkdirSync(segmentFolder(target), { recursive: true, mode: 0o700 })
  await copyFiles(dir, target, [path.basename(descriptorFile(dir))])
  const segments = listSegments(dir).map((segment) => path.relative(dir, segmentPath(dir, segment)))
  await copyFiles(dir, target, segments)
  const block = blockAt(target, descriptor, sealed)
  cutAfter(target, block)
  const { channel, origin } = descriptor
  const { height, size, root } = block.header
  return { channel, origin, height, size, root, checkpoint: block.checkpoint }
}
