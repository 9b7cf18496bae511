// State, history and indexes over SQLite: a few blocks share one SQL transaction, every value is hashed again when it is read.
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '@ectrace/shared/errors'
import type { StateEntry, Write } from '@ectrace/shared/ledger/ledger'
import type { Json } from '@ectrace/shared/proof/canonical'
import { entryText } from './answer-texts.ts'
import { sha256Hex } from './digest.ts'
import { openHotValues } from './hot-values.ts'
import type { Position } from './segment.ts'
import type { ReadTile, Tile } from './tree.ts'

/** A write with the canonical text of its value. */
export type TextWrite = Write & { text: string }

/** What a committed block leaves in the database. `start` is the record's offset in its segment, `digest` that of its bytes, in hexadecimal. */
export type BlockEffects = {
  height: number
  hash: string
  time: string
  position: Position
  checkpoint: string
  first: number
  transactions: { id: string; start: number; length: number; digest: string; writes: readonly TextWrite[] }[]
  tiles: readonly Tile[]
}

/** Where a transaction's record stands. */
export type TransactionPlace = {
  id: string
  leafIndex: number
  height: number
  index: number
  time: string
  segment: number
  start: number
  length: number
  digest: string
}

export type StateStore = {
  /** All or nothing, and seen at once by who asks here; in the file with `settle`. SQLite's own error when it cannot. */
  apply: (effects: BlockEffects) => void
  /**
   * Commits what was applied, so that other connections see it; many pages belong to several blocks and are written once. SQLite's own
   * error when it cannot: what was applied is still seen here.
   */
  settle: () => void
  /** So much is applied and not settled, or settling failed, that it should be settled before the next block. */
  due: () => boolean
  /** Signed checkpoint of the newest block applied. */
  checkpoint: () => string | undefined
  /** entryText of the newest value. Throws STATE_DIGEST_MISMATCH naming the key when the stored value is not the one that was written. */
  read: (key: string) => string | undefined
  /** The value that `read` gives, from memory when it was asked for before. Not to be changed. */
  value: (key: string) => Json | undefined
  /** entryText of each, the newest first. */
  history: (key: string, before: number, limit: number) => string[]
  transaction: (id: string) => TransactionPlace | undefined
  block: (height: number) => (Position & { hash: string }) | undefined
  tile: ReadTile
  /** Brings what is only in the write-ahead log into the database's own file. */
  carryOver: () => void
  close: () => void
}

/** Characters of keys and values kept in memory; as objects they take a few times as much. */
const hotLimit = 16 * 1024 * 1024

type Row = Record<string, unknown>
const blob = (hex: string): Buffer => Buffer.from(hex, 'hex')

/** Digest of a row of `block` or `tx`: its columns in their order, texts and numbers as they are, bytes in hexadecimal. */
const proofOf = (...columns: readonly (string | number)[]): string => sha256Hex(columns.join(' ')).slice(0, 16)

/** Bytes in hexadecimal: a row of texts and numbers comes out of SQLite in half the time of one with buffers. */
const hex = (column: string, name: string): string => `lower(hex(${column})) AS ${name}`
const txColumns = `t.leaf_index, ${hex('t.id', 'id')}, t.height, t.position, t.start, t.length,
  ${hex('t.digest', 'digest')}, ${hex('t.proof', 'proof')}`
const blockColumns = `${hex('b.hash', 'hash')}, b.time, b.segment, b.offset, ${hex('b.proof', 'block_proof')}`
const entryColumns = `SELECT e.value, ${hex('e.digest', 'value_digest')}, e.leaf_index AS written, ${txColumns}
  FROM entry e LEFT JOIN tx t ON t.leaf_index = e.leaf_index WHERE e.key = ?`

/** A row of `tx`, unless it is not as it was written. */
const toPlace = (row: Row): Omit<TransactionPlace, 'time' | 'segment'> | undefined => {
  const place = {
    id: String(row.id),
    leafIndex: Number(row.leaf_index),
    height: Number(row.height),
    index: Number(row.position),
    start: Number(row.start),
    length: Number(row.length),
    digest: String(row.digest),
  }
  return proofOfPlace(place) === row.proof ? place : undefined
}

const proofOfPlace = (place: Omit<TransactionPlace, 'time' | 'segment'>): string => {
  const { id, leafIndex, height, index, start, length, digest } = place
  return proofOf(leafIndex, id, height, index, start, length, digest)
}

type BlockPlace = Position & { hash: string; time: string }

const toBlock = (row: Row, height: number): BlockPlace => {
  const block = {
    hash: String(row.hash),
    time: String(row.time),
    segment: Number(row.segment),
    offset: Number(row.offset),
  }
  if (proofOfBlock(height, block) !== row.block_proof)
    throw new AppError('STATE_DIGEST_MISMATCH', { details: { table: 'block', key: String(height) } })
  return block
}

const proofOfBlock = (height: number, { hash, time, segment, offset }: BlockPlace): string =>
  proofOf(height, hash, time, segment, offset)

type Entry = Omit<StateEntry, 'value'> & { text: string }

const toEntry = (row: Row, key: string): Entry => {
  const text = String(row.value)
  // Nothing in SQLite notices a changed bit in a value: the digest does. A row whose transaction is gone is no evidence either.
  const place = row.leaf_index === null ? undefined : toPlace(row)
  const digest = sha256Hex(text)
  if (!place || place.leafIndex !== Number(row.written) || digest !== row.value_digest)
    throw new AppError('STATE_DIGEST_MISMATCH', { details: { key, height: row.height ?? null } })
  const { id, leafIndex, height, index } = place
  return { key, text, digest, height, index, transaction: id, leafIndex }
}

const textOfEntry = (row: Row, key: string): string => {
  const { text, ...about } = toEntry(row, key)
  return entryText(about, text)
}

const prepareInserts = (database: DatabaseSync) => ({
  meta: database.prepare('INSERT OR REPLACE INTO meta (id, checkpoint) VALUES (1, ?)'),
  block: database.prepare(
    'INSERT INTO block (height, hash, time, segment, offset, proof) VALUES (?, unhex(?), ?, ?, ?, unhex(?))',
  ),
  tx: database.prepare(
    'INSERT INTO tx (leaf_index, id, height, position, start, length, digest, proof) VALUES (?, unhex(?), ?, ?, ?, ?, unhex(?), unhex(?))',
  ),
  entry: database.prepare('INSERT INTO entry (key, leaf_index, value, digest) VALUES (?, ?, ?, unhex(?))'),
  tile: database.prepare('INSERT OR REPLACE INTO tile (level, number, hashes) VALUES (?, ?, ?)'),
})

const prepareQueries = (database: DatabaseSync) => ({
  checkpoint: database.prepare('SELECT checkpoint FROM meta WHERE id = 1'),
  newest: database.prepare(`${entryColumns} ORDER BY e.leaf_index DESC LIMIT 1`),
  history: database.prepare(`${entryColumns} AND e.leaf_index < ? ORDER BY e.leaf_index DESC LIMIT ?`),
  transaction: database.prepare(
    `SELECT ${txColumns}, ${blockColumns} FROM tx t LEFT JOIN block b ON b.height = t.height WHERE t.id = ?`,
  ),
  block: database.prepare(`SELECT ${blockColumns} FROM block b WHERE height = ?`),
  tile: database.prepare('SELECT hashes FROM tile WHERE level = ? AND number = ?'),
})

/** Blocks and characters of values that one SQL transaction takes. */
const together = { blocks: 16, characters: 4 * 1024 * 1024 }

const sizeOf = ({ transactions }: BlockEffects): number =>
  transactions.reduce((sum, { writes }) => writes.reduce((all, { text }) => all + text.length, sum), 0)

/** Keeps one SQL transaction open over several blocks. SQLite may take it back by itself when it fails: the blocks are put in anew. */
const openGathering = (database: DatabaseSync, insert: (effects: BlockEffects) => void) => {
  let unsettled: BlockEffects[] = []
  let characters = 0
  let failed = false

  /** Begins a transaction when none is open. When `put` fails there is none afterwards. */
  const within = (put: () => void): void => {
    if (!database.isTransaction) database.exec('BEGIN IMMEDIATE')
    try {
      put()
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  const whole = (): void => {
    if (unsettled.length > 0 && !database.isTransaction) within(() => unsettled.forEach(insert))
  }

  return {
    /** Before anything is asked: throws when a block is missing and cannot be put in. */
    whole,
    add: (effects: BlockEffects): void => {
      whole()
      within(() => insert(effects))
      unsettled.push(effects)
      characters += sizeOf(effects)
    },
    settle: (): void => {
      if (unsettled.length === 0) return
      failed = true
      whole()
      database.exec('COMMIT')
      unsettled = []
      characters = 0
      failed = false
    },
    due: (): boolean => failed || unsettled.length >= together.blocks || characters >= together.characters,
  }
}

/** The store over an open database (state-schema.ts). */
export const stateStore = (database: DatabaseSync): StateStore => {
  const insert = prepareInserts(database)
  const prepared = prepareQueries(database)

  const insertAll = (effects: BlockEffects): void => {
    const { height, hash, time, position } = effects
    const { segment, offset } = position
    insert.block.run(height, hash, time, segment, offset, proofOfBlock(height, { hash, time, segment, offset }))
    for (const [index, { id, start, length, digest, writes }] of effects.transactions.entries()) {
      const leafIndex = effects.first + index
      const proof = proofOfPlace({ id, leafIndex, height, index, start, length, digest })
      insert.tx.run(leafIndex, id, height, index, start, length, digest, proof)
      for (const { key, text } of writes) insert.entry.run(key, leafIndex, text, sha256Hex(text))
    }
    for (const { level, index, hashes } of effects.tiles) insert.tile.run(level, index, hashes)
    insert.meta.run(effects.checkpoint)
  }

  const gathering = openGathering(database, insertAll)
  const query = (): typeof prepared => {
    gathering.whole()
    return prepared
  }

  const hot = openHotValues((key) => {
    const row = query().newest.get(key)
    if (!row) return undefined
    const { text } = toEntry(row, key)
    return { value: JSON.parse(text) as Json, text }
  }, hotLimit)

  return {
    apply: (effects) => {
      gathering.add(effects)
      for (const { writes } of effects.transactions) for (const write of writes) hot.written(write.key, write)
    },
    settle: gathering.settle,
    due: gathering.due,
    checkpoint: () => {
      const row = query().checkpoint.get()
      return row && String(row.checkpoint)
    },
    read: (key) => {
      const row = query().newest.get(key)
      return row && textOfEntry(row, key)
    },
    value: hot.read,
    history: (key, before, limit) =>
      query()
        .history.all(key, before, limit)
        .map((row) => textOfEntry(row, key)),
    transaction: (id) => {
      const row = query().transaction.get(blob(id))
      if (!row) return undefined
      const place = toPlace(row)
      if (!place) throw new AppError('STATE_DIGEST_MISMATCH', { details: { table: 'tx', key: id } })
      const { time, segment } = toBlock(row, place.height)
      return { ...place, time, segment }
    },
    block: (height) => {
      const row = query().block.get(height)
      return row && toBlock(row, height)
    },
    tile: (level, index) => {
      const row = query().tile.get(level, index)
      return row && Buffer.from(row.hashes as Uint8Array)
    },
    carryOver: () => {
      try {
        gathering.settle()
        database.exec('PRAGMA wal_checkpoint(PASSIVE)')
      } catch {
        // A full or failing disk: the next block's commit meets it and tells.
      }
    },
    close: () => {
      try {
        gathering.settle()
      } catch {
        // The log has everything that is not in the file.
      }
      database.close()
    },
  }
}
