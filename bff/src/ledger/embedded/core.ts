// The embedded ledger in one thread: opens the files, recovers, and joins sequencer, committer, state and reader to the Ledger port.
import { AppError, fault } from '@ectrace/shared/errors'
import type { BlockListener, Ledger, LogState, Placed } from '@ectrace/shared/ledger/ledger'
import { hexEncode } from '@ectrace/shared/proof/bytes'
import { signManifest } from '@ectrace/shared/proof/manifest'
import type { Manifest } from '@ectrace/shared/proof/manifest'
import { consistencyProof, inclusionProof } from '@ectrace/shared/proof/merkle'
import { admissionHere } from './admission.ts'
import type { Admission } from './admission.ts'
import { signCheckpoint, signer } from './checkpoint-note.ts'
import type { Carrier } from '../../sqlite/carry-thread.ts'
import { openCommitter } from './committer.ts'
import type { Committer, Head } from './committer.ts'
import { textOf } from './error-code.ts'
import { nodeFiles } from './files.ts'
import type { LogFiles } from './files.ts'
import { openLastCheckpoint, readLastCheckpoint } from './last-checkpoint.ts'
import { lockFolder } from './lock.ts'
import { epochBegins } from './log-key.ts'
import type { LogIdentity } from './log-key.ts'
import { answersOf, blocksOfText } from './answer-texts.ts'
import type { Texts } from './answer-texts.ts'
import { openLogReader } from './log-reader.ts'
import type { LogReader } from './log-reader.ts'
import type { Engine, EngineParts } from './engine.ts'
import { openEnd } from './open-end.ts'
import { genesisHead, openLog } from './open-log.ts'
import { stateFile } from './open-state.ts'
import type { OpenState } from './open-state.ts'
import { openRecentBlocks } from './recent-blocks.ts'
import type { RecentBlocks } from './recent-blocks.ts'
import { recover } from './recover.ts'
import { promised } from './promised.ts'
import { openScrub } from './scrub.ts'
import type { ScrubOptions } from './scrub.ts'
import { openSequencer } from './sequencer.ts'
import type { StateStore } from './state-store.ts'
import { openSubtrees } from './tree.ts'
import type { LogEnd } from './walk-log.ts'
import { makeFolder } from './write-durably.ts'

export type Note = (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void

export type CoreOptions = {
  /** The log's folder. */
  dir: string
  /** Where the node's key and the last checkpoint lie: not in the data folder. */
  keyDir: string
  channel: string
  /** Milliseconds since the epoch. */
  clock: () => number
  note: Note
  /** Makes the blocks; the sequencer unless given. */
  engine?: (parts: EngineParts) => Engine
  /** What is done with the folder locked and before the log in it is opened or founded. */
  prepare?: () => Promise<void>
  /** Reads submissions for the sequencer; this thread unless given. */
  admission?: Admission
  /** Carries the state's write-ahead log over (carry-thread.ts); SQLite does it within a block unless given. */
  carrier?: (file: string, finish: () => void) => Carrier
  /** A disk that fails, in tests. */
  files?: LogFiles
  /** Bytes after which a new segment begins; 64 MB. */
  segmentLimit?: number
  /** Newest bytes of the log that are read before the first transaction; 64 MB. */
  startBytes?: number
  /** The log is a copy that can be fetched again: one shorter than what its key has signed is no roll-back, it is caught up with. */
  copy?: boolean
  /** Reads the log again in the background; absent in tests that want none. */
  scrub?: Pick<ScrubOptions, 'told' | 'firstAfter' | 'share'>
}

const historyLimit = 100
/** Of the blocks of one answer together, unless the first alone is larger. */
const blocksCharacters = 16 * 1024 * 1024

type Opened = {
  identity: LogIdentity
  store: StateStore
  reader: LogReader
  recent: RecentBlocks
  committer: Committer
}

const readBlock = ({ store, reader, recent }: Opened, height: number): string => {
  const known = recent.get(height)
  if (known !== undefined) return known
  const position = store.block(height)
  if (!position) throw new AppError('STATE_DIGEST_MISMATCH', { details: { table: 'block', key: String(height) } })
  return reader.block(height, position)
}

const readBlocks = (opened: Opened, from: number, limit: number): string => {
  const blocks: string[] = []
  const last = Math.min(opened.committer.head().height, from + limit - 1)
  for (let height = Math.max(from, 1), characters = 0; height <= last && characters < blocksCharacters; height++) {
    const block = readBlock(opened, height)
    blocks.push(block)
    characters += block.length
  }
  return `[${blocks.join(',')}]`
}

const checkSize = (field: string, value: number, most: number): void => {
  if (!Number.isSafeInteger(value) || value < 0 || value > most)
    throw fault('NOT_FOUND', field, `integer from 0 to ${most}`, String(value))
}

/** Questions; each answers as of the newest block that is in the state. */
const queries = (opened: Opened) => {
  const { identity, store, reader, committer } = opened
  const subtree = openSubtrees(store.tile)
  const committed = (id: string): string | undefined => {
    const place = store.transaction(id)
    return place && reader.transaction(place)
  }
  const placed = (id: string): Placed | undefined => {
    const place = store.transaction(id)
    return place && { transaction: id, leafIndex: place.leafIndex, block: { height: place.height, time: place.time } }
  }
  const log = (): LogState => {
    const { origin, channel, verifierKey, earlier = [], also = [] } = identity.descriptor
    const endorsements = [...earlier, ...also]
    const { checkpoint, size, height, time } = committer.head()
    return { origin, channel, verifierKey, endorsements, checkpoint, size, height, lastTime: time }
  }
  const history = (
    key: string,
    { before = Number.MAX_SAFE_INTEGER, limit }: { before?: number; limit: number },
  ): string => `[${store.history(key, before, Math.max(0, Math.min(limit, historyLimit))).join(',')}]`
  const inclusion = (leafIndex: number, size: number): string[] => {
    checkSize('size', size, committer.head().size)
    checkSize('leafIndex', leafIndex, size - 1)
    return inclusionProof(leafIndex, size, subtree).map(hexEncode)
  }
  const consistency = (first: number, second: number): string[] => {
    checkSize('second', second, committer.head().size)
    checkSize('first', first, second)
    return consistencyProof(first, second, subtree).map(hexEncode)
  }
  const manifest = (about: Omit<Manifest, 'origin'>): string => {
    if (about.size > committer.head().size) throw fault('MANIFEST_INVALID', 'size', 'at most the size of the log')
    return signManifest(about, identity.signer.key, signer(identity.signer))
  }
  const answers = {
    log: promised(log),
    inclusion: promised(inclusion),
    consistency: promised(consistency),
    signManifest: promised(manifest),
  } satisfies Partial<Ledger>
  const texts = {
    transaction: promised((id: string) => (/^[0-9a-f]{64}$/.test(id) ? committed(id) : undefined)),
    read: promised(store.read),
    history: promised(history),
    blocks: promised((from: number, limit: number) => readBlocks(opened, from, limit)),
  } satisfies Omit<Texts, 'submit'>
  return { placed, log, answers, texts }
}

/** `state`: what `log` resolves to, at once. */
export type Core = Ledger & { state: () => LogState; texts: Texts }

const headOf = (identity: LogIdentity, { block }: LogEnd): Head => {
  if (!block) return genesisHead(identity)
  const { header, hash } = block
  const { height, size, time, root } = header
  // A new epoch begins by saying under its own key where it stands: readers ask for no other signature any more.
  const begins = epochBegins(identity.descriptor)?.height === height
  const checkpoint = begins ? signCheckpoint(identity.signer, { height, hash, size, time, root }) : block.checkpoint
  return { height, hash, size, time, checkpoint }
}

type Recovered = { identity: LogIdentity; state: OpenState; end: LogEnd; last: ReturnType<typeof openLastCheckpoint> }

const recoverFolder = ({ dir, keyDir, channel, clock, note, startBytes, copy = false }: CoreOptions): Recovered => {
  const identity = openLog({ dir, keyDir, channel, now: clock() })
  const { reader, descriptor } = identity
  const genesis = genesisHead(identity)
  const seen = readLastCheckpoint(keyDir, reader)
  const last = openLastCheckpoint(keyDir, genesis.checkpoint)
  try {
    const where = {
      dir,
      genesis: genesis.hash,
      created: descriptor.created,
      reader,
      last: copy ? undefined : seen,
      remember: last.put,
      startBytes,
    }
    const recovered = recover({ ...where, note: (message, fields) => note('warn', message, fields) })
    return { identity, last, ...recovered }
  } catch (error) {
    last.close()
    throw error
  }
}

const start = async (options: CoreOptions, release: () => void): Promise<Core> => {
  const { dir, keyDir, files = nodeFiles, segmentLimit, clock, note, admission = admissionHere } = options
  const { identity, state, end, last } = recoverFolder(options)
  const writer = await openEnd({ dir, files, ...(segmentLimit !== undefined && { limit: segmentLimit }) }, end)
  const head = headOf(identity, end)
  if (head.height > 0) last.put(head.height, head.checkpoint)
  const carrier = options.carrier?.(stateFile(dir), state.store.carryOver)
  const listeners = new Set<BlockListener>()
  const recent = openRecentBlocks()
  const committer = openCommitter({
    ...{ signer: identity.signer, writer, ...state, head, remember: last.put, written: recent.put },
    onBlock: (height, keys) => {
      listeners.forEach((listener) => listener(height, keys))
      carrier?.reached(committer.head().size)
    },
  })
  const reader = openLogReader(dir)
  const opened = { identity, store: state.store, reader, recent, committer }
  const { placed, log, answers, texts: questions } = queries(opened)
  const open = options.engine ?? ((engineParts: EngineParts) => openSequencer({ ...engineParts, admission }))
  const engine = open({
    ...{ descriptor: identity.descriptor, committer, clock, placed },
    read: state.store.value,
    transactionsOf: (height) => blocksOfText(readBlocks(opened, height, 1)).flatMap(({ transactions }) => transactions),
    onFault: (error) => note('error', 'a rule or the sequencer failed', { error: textOf(error) }),
  })
  await engine.caughtUp?.()
  const scrub = options.scrub && openScrub({ dir, keyDir, clock, note, ...options.scrub, onDamage: committer.condemn })
  const texts: Texts = { ...questions, submit: engine.submit }
  return {
    ...answers,
    ...answersOf(texts),
    state: log,
    texts,
    onBlock: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      await scrub?.close()
      await engine.drain()
      await writer.close()
      reader.close()
      last.close()
      await carrier?.close()
      state.store.close()
      release()
    },
  }
}

/**
 * Opens or founds the log. Throws LEDGER_LOCKED, LEDGER_DAMAGED, LEDGER_ROLLED_BACK, SETTINGS_INVALID, LOG_MISMATCH, or the system's
 * own error when the folder cannot be written.
 */
export const openCore = async (options: CoreOptions): Promise<Core> => {
  makeFolder(options.dir)
  const lock = lockFolder(options.dir)
  try {
    await options.prepare?.()
    return await start(options, () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}
