// Several blocks share one SQL transaction: whoever asks the store sees them at once, also when SQLite takes the transaction back.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { sha256Hex } from './digest.ts'
import { openStateDatabase } from './state-schema.ts'
import { stateStore } from './state-store.ts'
import type { BlockEffects, StateStore } from './state-store.ts'

let folder: string
let database: DatabaseSync
let store: StateStore
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'store-'))
  database = openStateDatabase(path.join(folder, 'state.db'))
  store = stateStore(database)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** Block `height` with one transaction that writes its height under `key`. */
const block = (height: number, key = 'place/one'): BlockEffects => ({
  height,
  hash: 'ab'.repeat(32),
  time: '2026-11-29T00:00:00.000Z',
  position: { segment: 1, offset: 16 },
  checkpoint: `checkpoint ${height}`,
  first: height - 1,
  tiles: [],
  transactions: [
    {
      id: height.toString(16).padStart(64, '0'),
      ...{ start: 20, length: 4, digest: sha256Hex('text') },
      writes: [{ key, value: height, text: String(height) }],
    },
  ],
})

/** What a process that opens the file now would find. */
const inFile = (): unknown => {
  const other = new DatabaseSync(path.join(folder, 'state.db'), { readOnly: true })
  const row = other.prepare('SELECT max(height) AS height FROM block').get()
  other.close()
  return row?.height
}

const seenHere = (): unknown[] => [
  store.value('place/one'),
  store.read('place/one')?.match(/"value":(\d+),/)?.[1],
  store.history('place/one', 100, 100).length,
  store.checkpoint(),
]

/** The next `times` of its commits fail, and SQLite takes the transaction back with `undo`. */
const failing = (times: number, undo: boolean): void => {
  let left = times
  const exec = database.exec.bind(database)
  database.exec = (sql) => {
    if (sql !== 'COMMIT' || left === 0) {
      exec(sql)
      return
    }
    left -= 1
    if (undo) exec('ROLLBACK')
    throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
  }
}

test('blocks are seen here at once and by others when they are settled', () => {
  for (const height of [1, 2, 3]) store.apply(block(height))
  expect([...seenHere(), inFile()]).toEqual([3, '3', 3, 'checkpoint 3', null])
  store.settle()
  expect([...seenHere(), inFile()]).toEqual([3, '3', 3, 'checkpoint 3', 3])
})

test('it is time to settle after sixteen blocks, and when they are large', () => {
  for (let height = 1; height <= 16; height++) {
    expect(store.due()).toBe(false)
    store.apply(block(height))
  }
  expect(store.due()).toBe(true)
  store.settle()
  expect(store.due()).toBe(false)
  const large = block(17)
  const [only] = large.transactions
  if (only) only.writes = [{ key: 'large', value: '', text: ' '.repeat(5_000_000) }]
  store.apply(large)
  expect(store.due()).toBe(true)
})

test('closing settles', () => {
  store.apply(block(1))
  store.close()
  expect(inFile()).toBe(1)
  store = stateStore((database = openStateDatabase(path.join(folder, 'state.db'))))
})

describe.each([
  ['stays open', false],
  ['is taken back by SQLite', true],
])('when a commit fails and the transaction %s', (_, undo) => {
  test('what was applied is still seen here, it is due, and it is settled later', () => {
    store.apply(block(1))
    store.settle()
    store.apply(block(2))
    store.apply(block(3))
    failing(2, undo)
    expect(store.settle).toThrow('full')
    expect([...seenHere(), inFile(), store.due()]).toEqual([3, '3', 3, 'checkpoint 3', 1, true])
    expect(store.settle).toThrow('full')
    store.apply(block(4))
    expect([...seenHere(), inFile()]).toEqual([4, '4', 4, 'checkpoint 4', 1])
    store.settle()
    expect([...seenHere(), inFile(), store.due()]).toEqual([4, '4', 4, 'checkpoint 4', 4, false])
  })
})

test('a block that cannot be inserted takes none of those before with it', () => {
  store.apply(block(1))
  store.apply(block(2))
  const twice = block(3)
  twice.transactions.push(...block(2, 'place/two').transactions)
  expect(() => store.apply(twice)).toThrow('UNIQUE')
  expect([...seenHere(), store.read('place/two'), store.block(3)]).toEqual([
    2,
    '2',
    2,
    'checkpoint 2',
    undefined,
    undefined,
  ])
  store.settle()
  expect(inFile()).toBe(2)
})
