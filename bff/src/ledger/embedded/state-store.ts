// State, history and indexes over SQLite: one SQL transaction per block, every value hashed again when it is read.
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '@ectrace/shared/errors'
import type { StateEntry, Write } from '@ectrace/shared/ledger/ledger'
import type { Json } from '@ectrace/shared/proof/canonical'
import { sha256 } from './digest.ts'
import { openHotValues } from './hot-values.ts'
import type { Position } from './segment.ts'
import type { ReadTile, Tile } from './tree.ts'

/** A write with the canonical text of its value. */
export type TextWrite = Write & { text: string }

/** What a committed block leaves in the database. `start` is the record's offset in its segment, `digest` that of its bytes. */
export type BlockEffects = {
  height: number
  hash: string
  time: string
  position: Position
  checkpoint: string
  first: number
  transactions: { id: string; start: number; length: number; digest: Buffer; writes: readonly TextWrite[] }[]
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
  digest: Buffer
}

export type StateStore = {
  /** All or nothing; SQLite's own error when it cannot. */
  apply: (effects: BlockEffects) => void
  /** Signed checkpoint of the newest block applied. */
  checkpoint: () => string | undefined
  /** Throws STATE_DIGEST_MISMATCH naming the key when the stored value is not the one that was written. */
  read: (key: string) => StateEntry | undefined
  /** The value that `read` gives, from memory when it was asked for before. Not to be changed. */
  value: (key: string) => Json | undefined
  history: (key: string, before: number, limit: number) => StateEntry[]
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
const blob = (value: unknown): Buffer => Buffer.from(value as Uint8Array)
const hexOf = (value: unknown): string => blob(value).toString('hex')

const entryColumns = `SELECT e.key, e.value, e.digest, e.leaf_index, t.height, t.position, t.id
  FROM entry e LEFT JOIN tx t ON t.leaf_index = e.leaf_index WHERE e.key = ?`

const toEntry = (row: Row, key: string): StateEntry => {
  const value = String(row.value)
  // Nothing in SQLite notices a changed bit in a value: the digest does. A row whose transaction is gone is no evidence either.
  if (row.id === null || !sha256(value).equals(blob(row.digest)))
    throw new AppError('STATE_DIGEST_MISMATCH', { details: { key, height: row.height ?? null } })
  return {
    key,
    value: JSON.parse(value) as Json,
    digest: hexOf(row.digest),
    height: Number(row.height),
    index: Number(row.position),
    transaction: hexOf(row.id),
    leafIndex: Number(row.leaf_index),
  }
}

const prepareInserts = (database: DatabaseSync) => ({
  meta: database.prepare('INSERT OR REPLACE INTO meta (id, checkpoint) VALUES (1, ?)'),
  block: database.prepare('INSERT INTO block (height, hash, time, segment, offset) VALUES (?, ?, ?, ?, ?)'),
  tx: database.prepare(
    'INSERT INTO tx (leaf_index, id, height, position, start, length, digest) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
  entry: database.prepare('INSERT INTO entry (key, leaf_index, value, digest) VALUES (?, ?, ?, ?)'),
  tile: database.prepare('INSERT OR REPLACE INTO tile (level, number, hashes) VALUES (?, ?, ?)'),
})

const prepareQueries = (database: DatabaseSync) => ({
  checkpoint: database.prepare('SELECT checkpoint FROM meta WHERE id = 1'),
  newest: database.prepare(`${entryColumns} ORDER BY e.leaf_index DESC LIMIT 1`),
  history: database.prepare(`${entryColumns} AND e.leaf_index < ? ORDER BY e.leaf_index DESC LIMIT ?`),
  transaction: database.prepare(
    `SELECT t.*, b.segment, b.time FROM tx t JOIN block b ON b.height = t.height WHERE t.id = ?`,
  ),
  block: database.prepare('SELECT segment, offset, hash FROM block WHERE height = ?'),
  tile: database.prepare('SELECT hashes FROM tile WHERE level = ? AND number = ?'),
})

/** The store over an open database (state-schema.ts). */
export const stateStore = (database: DatabaseSync): StateStore => {
  const insert = prepareInserts(database)
  const query = prepareQueries(database)

  const insertAll = (effects: BlockEffects): void => {
    const { height, position } = effects
    insert.block.run(height, Buffer.from(effects.hash, 'hex'), effects.time, position.segment, position.offset)
    for (const [index, { id, start, length, digest, writes }] of effects.transactions.entries()) {
      const leafIndex = effects.first + index
      insert.tx.run(leafIndex, Buffer.from(id, 'hex'), height, index, start, length, digest)
      for (const { key, text } of writes) insert.entry.run(key, leafIndex, text, sha256(text))
    }
    for (const { level, index, hashes } of effects.tiles) insert.tile.run(level, index, hashes)
    insert.meta.run(effects.checkpoint)
  }

  const read = (key: string): StateEntry | undefined => {
    const row = query.newest.get(key)
    return row && toEntry(row, key)
  }

  const hot = openHotValues((key) => {
    const row = query.newest.get(key)
    return row && { value: toEntry(row, key).value, text: String(row.value) }
  }, hotLimit)

  return {
    apply: (effects) => {
      database.exec('BEGIN IMMEDIATE')
      try {
        insertAll(effects)
        database.exec('COMMIT')
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
      for (const { writes } of effects.transactions) for (const write of writes) hot.written(write.key, write)
    },
    checkpoint: () => {
      const row = query.checkpoint.get()
      return row && String(row.checkpoint)
    },
    read,
    value: hot.read,
    history: (key, before, limit) => query.history.all(key, before, limit).map((row) => toEntry(row, key)),
    transaction: (id) => {
      const row = query.transaction.get(Buffer.from(id, 'hex'))
      return (
        row && {
          id: hexOf(row.id),
          leafIndex: Number(row.leaf_index),
          height: Number(row.height),
          index: Number(row.position),
          time: String(row.time),
          segment: Number(row.segment),
          start: Number(row.start),
          length: Number(row.length),
          digest: blob(row.digest),
        }
      )
    },
    block: (height) => {
      const row = query.block.get(height)
      return row && { segment: Number(row.segment), offset: Number(row.offset), hash: hexOf(row.hash) }
    },
    tile: (level, index) => {
      const row = query.tile.get(level, index)
      return row && blob(row.hashes)
    },
    carryOver: () => {
      try {
        database.exec('PRAGMA wal_checkpoint(PASSIVE)')
      } catch {
        // A full or failing disk: the next block's commit meets it and tells.
      }
    },
    close: () => database.close(),
  }
}
