// Makes a block durable: root, signature, file, memory of the checkpoint, state - in this order; only then is anybody told.
import { AppError } from '@ectrace/shared/errors'
import type { BlockListener, Placed } from '@ectrace/shared/ledger/ledger'
import { blockHash, blockPayload, joinRecords } from './block.ts'
import type { Body, BlockHeader, EncodedRecord } from './block.ts'
import { signCheckpoint } from './checkpoint-note.ts'
import type { CheckpointSigner } from './checkpoint-note.ts'
import { sha256Hex } from './digest.ts'
import { sqliteCode } from './error-code.ts'
import { frameHead } from './frame.ts'
import { blockText, committedText } from './answer-texts.ts'
import type { Position, SegmentWriter } from './segment.ts'
import type { BlockEffects, StateStore } from './state-store.ts'
import type { Grown, Tree } from './tree.ts'

/** The newest block. Of an empty log: height 0, and `hash` is what the first block follows. */
export type Head = { height: number; hash: string; size: number; time: string; checkpoint: string }

export type Committer = {
  /** The newest block that is durable and in the state. */
  head: () => Head
  /** Throws unless a block may be written now: LEDGER_STOPPED, or STORAGE_FULL while the state cannot take the last one. */
  ready: () => void
  /** Nothing waits just now: the time to bring what is in the state into its file. Throws nothing; `ready` tries again. */
  rest: () => void
  /** Damage was found behind what is written: from now on `ready` throws `fault`. */
  condemn: (fault: AppError) => void
  /**
   * Writes a block of `records` (at least one, made for height head + 1) and resolves when it is durable, with where each stands.
   * `now` in milliseconds since the epoch; `rules`: digest of the rules that made the records.
   */
  commit: (records: readonly EncodedRecord[], now: number, rules: string) => Promise<Placed[]>
}

type Parts = {
  signer: CheckpointSigner
  writer: SegmentWriter
  store: StateStore
  tree: Tree
  head: Head
  remember: (height: number, checkpoint: string) => void
  /** Gets the blockText of each block that is durable, before it is in the state. */
  written: (height: number, text: string) => void
  onBlock: BlockListener
}

type Sealed = { header: BlockHeader; head: Head; grown: Grown; body: Body }

const sqliteFull = 13
const outcomeOf = (error: unknown): AppError => {
  const details = { outcome: 'not written' }
  return new AppError(sqliteCode(error) === sqliteFull ? 'STORAGE_FULL' : 'LEDGER_STOPPED', { cause: error, details })
}

/** Header, root and signature over the joined records. The time never runs backwards, whatever the clock does. */
const seal = (
  records: readonly EncodedRecord[],
  { now, rules }: { now: number; rules: string },
  { head, tree, signer }: Parts,
): Sealed => {
  const body = joinRecords(records)
  const grown = tree.grow(body.leafHashes)
  const clock = new Date(now).toISOString()
  const header: BlockHeader = {
    v: 1,
    height: head.height + 1,
    previous: head.hash,
    time: clock > head.time ? clock : head.time,
    first: head.size,
    count: records.length,
    size: grown.size,
    root: grown.root.toString('hex'),
    bodyDigest: sha256Hex(body.bytes),
    rules,
    stateRoot: null,
  }
  const { height, size, root, time } = header
  const hash = blockHash(header)
  const checkpoint = signCheckpoint(signer, { height, hash, size, root, time })
  return { header, head: { height, hash, size, time, checkpoint }, grown, body }
}

type Written = Sealed & { records: readonly EncodedRecord[]; position: Position; bodyStart: number }

const effectsOf = ({ header, head, grown, body, records, position, bodyStart }: Written): BlockEffects => ({
  height: head.height,
  hash: head.hash,
  time: head.time,
  position,
  checkpoint: head.checkpoint,
  first: header.first,
  tiles: grown.tiles,
  transactions: records.map(({ id, bytes, record, texts }, index) => ({
    id,
    start: position.offset + frameHead + bodyStart + (body.starts[index] ?? 0),
    length: bytes.length,
    digest: sha256Hex(bytes),
    writes: record.writes.map(({ key, value }, i) => ({ key, value, text: texts[i] ?? '' })),
  })),
})

const keysOf = ({ transactions }: BlockEffects): string[] => [
  ...new Set(transactions.flatMap(({ writes }) => writes.map(({ key }) => key))),
]

export const openCommitter = (parts: Parts): Committer => {
  const { writer, store, tree, remember, onBlock } = parts
  let head = parts.head
  /** A block that is durable and not yet in the state: at most one, because none is written while there is one. */
  let unapplied: { effects: BlockEffects; grown: Grown; head: Head } | undefined
  let forgetful: unknown
  let condemned: AppError | undefined

  const applyPending = (): void => {
    if (!unapplied) return
    store.apply(unapplied.effects)
    tree.commit(unapplied.grown)
    head = unapplied.head
    const keys = keysOf(unapplied.effects)
    unapplied = undefined
    onBlock(head.height, keys)
  }

  /** The block is durable: from here on nothing may turn its transactions into failures. */
  const finish = (written: Written): void => {
    try {
      remember(written.head.height, written.head.checkpoint)
    } catch (error) {
      // Without this memory a roll-back would go unnoticed: no further block is written.
      forgetful = error
    }
    unapplied = { effects: effectsOf(written), grown: written.grown, head: written.head }
    try {
      applyPending()
    } catch {
      // SQLite may be full or busy; ready() tries again before the next block.
    }
  }

  return {
    head: () => head,
    condemn: (fault) => {
      condemned ??= new AppError(fault.code, { details: { ...fault.details, outcome: 'not written' } })
    },
    ready: () => {
      if (condemned !== undefined) throw condemned
      if (forgetful !== undefined)
        throw new AppError('LEDGER_STOPPED', { cause: forgetful, details: { outcome: 'not written' } })
      try {
        applyPending()
        if (store.due()) store.settle()
      } catch (error) {
        throw outcomeOf(error)
      }
    },
    rest: () => {
      try {
        store.settle()
      } catch {
        // It is due from now on.
      }
    },
    commit: async (records, now, rules) => {
      const sealed = seal(records, { now, rules }, { ...parts, head })
      const { parts: payload, bodyStart } = blockPayload(sealed.header, sealed.head.checkpoint, sealed.body)
      const position = await writer.append(payload)
      const { height, time, first } = sealed.header
      const placed = records.map(({ id }, i): Placed => ({
        transaction: id,
        leafIndex: first + i,
        block: { height, time },
      }))
      const texts = placed.map((place, i) => committedText(records[i]?.text ?? '', place))
      parts.written(height, blockText(sealed.head, texts))
      finish({ ...sealed, records, position, bodyStart })
      return placed
    },
  }
}
