// Checks a ledger from its raw files, trusting nothing but the node's key: every frame, link, leaf, root, signature and state row.
import { createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { fault } from '@ectrace/shared/errors'
import { sha256Hex } from './digest.ts'
import { checkAddresses, checkBlock } from './check-block.ts'
import { readCheckpoint } from './checkpoint-note.ts'
import type { CheckpointReader, Sealed } from './checkpoint-note.ts'
import { checkSignatures } from './check-signatures.ts'
import type { Registry } from './check-signatures.ts'
import { compareState } from './compare-state.ts'
import { damaged } from './damaged.ts'
import { readLastCheckpoint } from './last-checkpoint.ts'
import { checkpointReader, genesisOf, keyFile, readDescriptor } from './log-key.ts'
import type { LogDescriptor } from './log-key.ts'
import { stateFile } from './open-state.ts'
import { checkEnd, checkSeen } from './recover.ts'
import { applyNext, effectsOf, growChecked } from './replay.ts'
import { openStateDatabase } from './state-schema.ts'
import { stateStore } from './state-store.ts'
import { logBytes } from './segment.ts'
import { openTree } from './tree.ts'
import { verifyQuickly } from './quick-verify/verify-quickly.ts'
import { walkLog } from './walk-log.ts'
import type { LogEnd, WalkedBlock } from './walk-log.ts'

/** `hashesOnly` leaves out users' signatures and openings. */
export type VerifyOptions = {
  dir: string
  keyDir: string
  hashesOnly: boolean
  /** Transactions checked so far, and about how many there are. */
  progress?: (transactions: number, total: number) => void
  /** Bytes of log up to which one thread does it all; 16 MB. Threads take longer to start than a small log to read. */
  smallBytes?: number
  /** Threads for a large log, by default one a processor; 0 does it all in this one. */
  threads?: number
}

export type VerifyReport = {
  origin: string
  verifierKey: string
  /** Whether the key folder was there to compare the key and the last checkpoint with. */
  keyChecked: boolean
  stateChecked: boolean
  blocks: number
  transactions: number
  root: string
  /** Bytes at the end that nobody was told of: an interrupted write, cut at the next start. */
  unfinished: boolean
}

const checkKey = (keyDir: string, reader: CheckpointReader): boolean => {
  if (!existsSync(keyFile(keyDir))) return false
  const own = createPublicKey(readFileSync(keyFile(keyDir), 'utf8'))
  const newest = reader.at(-1)
  if (!newest || !own.equals(newest.publicKey))
    throw fault('SETTINGS_INVALID', 'log.key', 'the key that signed this log')
  return true
}

/** The state database as of one moment: read before the log, so that the log has every block it has. */
type Snapshot = { database: DatabaseSync; sealed: Sealed | undefined; checkpoint: string }

const openSnapshot = (dir: string, reader: CheckpointReader): Snapshot | undefined => {
  if (!existsSync(stateFile(dir))) return undefined
  const database = new DatabaseSync(stateFile(dir), { readOnly: true })
  database.exec('BEGIN')
  const row = database.prepare('SELECT checkpoint FROM meta').get()
  const sealed = row && readCheckpoint(reader, String(row.checkpoint))
  if (row && !sealed) throw fault('STATE_DIGEST_MISMATCH', 'state.db', 'the checkpoint in meta is signed by this log')
  return { database, sealed, checkpoint: String(row?.checkpoint) }
}

/** A second state, replayed beside the first into a temporary database. */
const openReplay = () => {
  const database = openStateDatabase('')
  const store = stateStore(database)
  return { database, store, tree: openTree(0, store.tile) }
}

type Check = {
  reader: CheckpointReader
  descriptor: LogDescriptor
  registry: Registry
  replay: ReturnType<typeof openReplay>
  hashesOnly: boolean
}

const checkOne = async (block: WalkedBlock, check: Check): Promise<void> => {
  const { reader, descriptor, registry, replay, hashesOnly } = check
  const place = { height: block.header.height, ...block.position }
  const checked = checkBlock(block, reader)
  checkAddresses(checked, descriptor, place)
  const grown = growChecked(replay.tree, checked, block)
  const repeated = checked.ids.findIndex((id, index) => checked.ids.indexOf(id) < index || replay.store.transaction(id))
  if (repeated >= 0) throw damaged('the transaction is on chain twice', { ...place, index: repeated })
  if (!hashesOnly) await checkSignatures(checked, registry, place)
  applyNext(replay.store, effectsOf(checked, block, grown))
  replay.tree.commit(grown)
}

type Found = { height: number; size: number; root: string; fault?: LogEnd['fault'] }
type Verification = VerifyOptions & {
  descriptor: LogDescriptor
  reader: CheckpointReader
  snapshot: Snapshot | undefined
  /** Checkpoints that the log must contain. */
  seen: Sealed[]
}

/** One thread, block after block, beside a second state: names the first fault there is. */
const verifyThoroughly = async (options: Verification): Promise<Found> => {
  const { dir, descriptor, reader, snapshot, seen, hashesOnly } = options
  const replay = openReplay()
  const check: Check = { reader, descriptor, registry: new Map(), replay, hashesOnly }
  const total = Math.max(0, ...seen.map(({ size }) => size))
  const compareAt = (height: number): void => {
    if (snapshot && (snapshot.sealed?.height ?? 0) === height) compareState(replay.database, snapshot.database)
  }
  try {
    compareAt(0)
    const walk = walkLog({ dir, genesis: genesisOf(descriptor), created: descriptor.created })
    let step = walk.next()
    for (; step.done !== true; step = walk.next()) {
      await checkOne(step.value, check)
      checkSeen(step.value, seen)
      compareAt(step.value.header.height)
      options.progress?.(step.value.header.size, total)
    }
    checkEnd(step.value, seen)
    const { height = 0, size = 0, root = sha256Hex('') } = step.value.block?.header ?? {}
    return { height, size, root, fault: step.value.fault }
  } finally {
    replay.store.close()
  }
}

const smallLog = 16 * 1024 * 1024

/** A large log is first asked quickly whether it is whole; only if it is not, slowly what is wrong. */
const verifyFiles = async (options: Verification): Promise<Found> => {
  const { dir, snapshot, smallBytes = smallLog, progress = () => undefined, threads = availableParallelism() } = options
  if (snapshot?.sealed && logBytes(dir) > smallBytes) {
    const { sealed, ...state } = snapshot
    const found = await verifyQuickly({
      ...options,
      snapshot: { ...state, sealed },
      progress,
      threads,
    })
    if (found) return found
  }
  return verifyThoroughly(options)
}

/**
 * Verifies the ledger in `dir`, also while it runs. Throws LEDGER_DAMAGED {height, segment, offset, index, field, what},
 * LEDGER_ROLLED_BACK, STATE_DIGEST_MISMATCH {table, key, column, what} or SETTINGS_INVALID (the key is another log's).
 */
export const verifyLedger = async (options: VerifyOptions): Promise<VerifyReport> => {
  const { dir, keyDir } = options
  const descriptor = readDescriptor(dir)
  if (!descriptor) throw damaged(`there is no log.json in ${dir}`)
  const reader = checkpointReader(descriptor.verifierKey, descriptor.earlier)
  const keyChecked = checkKey(keyDir, reader)
  const last = keyChecked ? readLastCheckpoint(keyDir, reader) : undefined
  const snapshot = openSnapshot(dir, reader)
  try {
    const seen = [last, snapshot?.sealed].filter((sealed) => sealed !== undefined)
    const found = await verifyFiles({ ...options, descriptor, reader, snapshot, seen })
    const { origin, verifierKey } = descriptor
    return {
      ...{ origin, verifierKey, keyChecked, stateChecked: snapshot !== undefined },
      ...{ blocks: found.height, transactions: found.size, root: found.root, unfinished: found.fault !== undefined },
    }
  } finally {
    snapshot?.database.close()
  }
}
