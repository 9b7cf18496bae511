// Checks a ledger from its raw files, trusting nothing but the node's key: every frame, link, leaf, root, signature and state row.
import { createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { fault } from '@ectrace/shared/errors'
import { sha256Hex } from './digest.ts'
import { checkBlock } from './check-block.ts'
import { readCheckpoint } from './checkpoint-note.ts'
import type { CheckpointReader, Sealed } from './checkpoint-note.ts'
import { checkSignatures } from './check-signatures.ts'
import type { Registry } from './check-signatures.ts'
import { compareState } from './compare-state.ts'
import { damaged } from './damaged.ts'
import { readLastCheckpoint } from './last-checkpoint.ts'
import { checkpointReader, genesisOf, keyFile, readDescriptor } from './log-key.ts'
import { stateFile } from './open-state.ts'
import { checkEnd, checkSeen } from './recover.ts'
import { effectsOf, growChecked } from './replay.ts'
import { openStateDatabase } from './state-schema.ts'
import { stateStore } from './state-store.ts'
import { openTree } from './tree.ts'
import { walkLog } from './walk-log.ts'
import type { LogEnd, WalkedBlock } from './walk-log.ts'

/** `hashesOnly` leaves out users' signatures and openings. */
export type VerifyOptions = { dir: string; keyDir: string; hashesOnly: boolean; progress?: (height: number) => void }

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
type Snapshot = { database: DatabaseSync; sealed: Sealed | undefined }

const openSnapshot = (dir: string, reader: CheckpointReader): Snapshot | undefined => {
  if (!existsSync(stateFile(dir))) return undefined
  const database = new DatabaseSync(stateFile(dir), { readOnly: true })
  database.exec('BEGIN')
  const row = database.prepare('SELECT checkpoint FROM meta').get()
  const sealed = row && readCheckpoint(reader, String(row.checkpoint))
  if (row && !sealed) throw fault('STATE_DIGEST_MISMATCH', 'state.db', 'the checkpoint in meta is signed by this log')
  return { database, sealed }
}

/** A second state, replayed beside the first into a temporary database. */
const openReplay = () => {
  const database = openStateDatabase('')
  const store = stateStore(database)
  return { database, store, tree: openTree(0, store.tile) }
}

type Check = {
  reader: CheckpointReader
  registry: Registry
  replay: ReturnType<typeof openReplay>
  hashesOnly: boolean
}

const checkOne = async (block: WalkedBlock, { reader, registry, replay, hashesOnly }: Check): Promise<void> => {
  const place = { height: block.header.height, ...block.position }
  const checked = checkBlock(block, reader)
  const grown = growChecked(replay.tree, checked, block)
  const repeated = checked.ids.findIndex((id, index) => checked.ids.indexOf(id) < index || replay.store.transaction(id))
  if (repeated >= 0) throw damaged('the transaction is on chain twice', { ...place, index: repeated })
  if (!hashesOnly) await checkSignatures(checked, registry, place)
  replay.store.apply(effectsOf(checked, block, grown))
  replay.tree.commit(grown)
}

const walkAll = async (
  options: VerifyOptions,
  check: Check,
  snapshot: Snapshot | undefined,
  seen: Sealed[],
  start: { genesis: string; created: string },
): Promise<LogEnd> => {
  const compareAt = (height: number): void => {
    if (snapshot && (snapshot.sealed?.height ?? 0) === height) compareState(check.replay.database, snapshot.database)
  }
  compareAt(0)
  const walk = walkLog({ dir: options.dir, ...start })
  let step = walk.next()
  for (; step.done !== true; step = walk.next()) {
    await checkOne(step.value, check)
    checkSeen(step.value, seen)
    compareAt(step.value.header.height)
    options.progress?.(step.value.header.height)
  }
  checkEnd(step.value, seen)
  return step.value
}

/**
 * Verifies the ledger in `dir`, also while it runs. Throws LEDGER_DAMAGED {height, segment, offset, index, field, what},
 * LEDGER_ROLLED_BACK, STATE_DIGEST_MISMATCH {table, key, column, what} or SETTINGS_INVALID (the key is another log's).
 */
export const verifyLedger = async (options: VerifyOptions): Promise<VerifyReport> => {
  const { dir, keyDir, hashesOnly } = options
  const descriptor = readDescriptor(dir)
  if (!descriptor) throw damaged(`there is no log.json in ${dir}`)
  const reader = checkpointReader(descriptor.verifierKey, descriptor.earlier)
  const keyChecked = checkKey(keyDir, reader)
  const last = keyChecked ? readLastCheckpoint(keyDir, reader) : undefined
  const snapshot = openSnapshot(dir, reader)
  const replay = openReplay()
  try {
    const seen = [last, snapshot?.sealed].filter((sealed) => sealed !== undefined)
    const start = { genesis: genesisOf(descriptor), created: descriptor.created }
    const end = await walkAll(options, { reader, registry: new Map(), replay, hashesOnly }, snapshot, seen, start)
    const header = end.block?.header
    return {
      ...{
        origin: descriptor.origin,
        verifierKey: descriptor.verifierKey,
        keyChecked,
        stateChecked: snapshot !== undefined,
      },
      ...{ blocks: header?.height ?? 0, transactions: header?.size ?? 0, root: header?.root ?? sha256Hex('') },
      unfinished: end.fault !== undefined,
    }
  } finally {
    snapshot?.database.close()
    replay.store.close()
  }
}
