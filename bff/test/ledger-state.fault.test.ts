// The state database lost, edited or behind: it follows from the log, so it is replayed, or the edit is named. And two openings of one log.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { stateFile } from '../src/ledger/embedded/open-state.ts'
import { tableOrder } from '../src/ledger/embedded/state-schema.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { counts, patience, report } from './faults/counts.ts'
import { quickStart } from './quick-start.ts'
import { makePlace, placeKey, refusal, signedBy } from './ledger-fixture.ts'
import type { Folders, Person } from './ledger-fixture.ts'
import { copyFolders, growLog, makeSmallLog, openHere } from './small-log.ts'
import type { SmallLog } from './small-log.ts'

const verify = (folders: Folders): Promise<unknown> => verifyLedger({ ...folders, hashesOnly: false })

const edit = ({ dir }: Folders, sql: string): void => {
  const database = new DatabaseSync(stateFile(dir))
  database.exec(sql)
  database.close()
}

describe('the state database', () => {
  let log: SmallLog
  let expected: unknown

  /** Everything that can be asked. */
  const answers = async (ledger: Ledger): Promise<unknown> => {
    const [state, blocks] = [await ledger.log(), await ledger.blocks(1, 100)]
    const keys = blocks.flatMap(({ transactions }) =>
      transactions.flatMap(({ writes }) => writes.map(({ key }) => key)),
    )
    return {
      ...{ state, blocks },
      values: await Promise.all(keys.map((key) => ledger.read(key))),
      history: await Promise.all(keys.map((key) => ledger.history(key, { limit: 100 }))),
      proofs: await Promise.all(blocks.map((_, leaf) => ledger.inclusion(leaf, state.size))),
    }
  }

  const reopened = async (folders: Folders): Promise<{ answers: unknown; notes: string[] }> => {
    const notes: string[] = []
    const ledger = await openHere(folders, { note: (_level, message) => notes.push(message) })
    const found = await answers(ledger)
    await ledger.close()
    return { answers: found, notes }
  }

  beforeAll(async () => {
    log = await makeSmallLog(5)
    expected = (await reopened(log.folders)).answers
  })
  afterAll(() => log.folders.remove())

  test.each<[string, (folders: Folders) => void, number]>([
    ['is lost', ({ dir }) => rmSync(stateFile(dir)), 0],
    ['is no database', ({ dir }) => writeFileSync(stateFile(dir), Buffer.alloc(5000, 7)), 1],
    ['has a page of noise', ({ dir }) => writeFileSync(stateFile(dir), withNoise(readFileSync(stateFile(dir)))), 1],
    ['is of another version', (folders) => edit(folders, 'PRAGMA user_version = 99'), 1],
    [
      'has an edited tile at the edge of the tree',
      (folders) => edit(folders, 'UPDATE tile SET hashes = zeroblob(length(hashes))'),
      1,
    ],
    [
      'has a checkpoint that nobody signed',
      (folders) => edit(folders, "UPDATE meta SET checkpoint = replace(checkpoint, 'block 5', 'block 4')"),
      1,
    ],
    ['has rows of blocks that are not there', (folders) => edit(folders, 'DELETE FROM meta'), 1],
  ])('that %s is replayed from the log with equal answers', async (_, change, notes) => {
    const copy = copyFolders(log.folders)
    change(copy)
    const found = await reopened(copy)
    expect(found.answers).toEqual(expected)
    expect(found.notes.length).toBe(notes)
    expect(await verify(copy)).toMatchObject({ blocks: 5 })
    copy.remove()
  })

  test(
    'that is lost comes back with every row of every table as it was',
    async () => {
      const { folders, who } = await makeSmallLog(1)
      await fill(folders, who, counts({ ci: 300, full: 20_000 }))
      const before = rowsOf(folders)
      rmSync(stateFile(folders.dir))
      const began = performance.now()
      const ledger = await openHere(folders)
      const seconds = (performance.now() - began) / 1000
      const { size } = await ledger.log()
      await ledger.close()
      expect(rowsOf(folders)).toEqual(before)
      report(13, 'state database lost: replayed from the log', {
        transactions: size,
        rows: before.rows,
        sha256OfAllRows: { before: before.sha256, after: rowsOf(folders).sha256 },
        transactionsPerSecond: Math.round(size / seconds),
      })
      folders.remove()
    },
    patience,
  )

  test('that is behind catches up with the blocks it lacks', async () => {
    const copy = copyFolders(log.folders)
    const ahead = copyFolders(log.folders)
    await growLog(ahead, log.who, 8)
    cpSync(`${ahead.dir}/segments`, `${copy.dir}/segments`, { recursive: true })
    const [caughtUp, straight] = [await reopened(copy), await reopened(ahead)]
    expect(caughtUp.answers).toEqual(straight.answers)
    expect(caughtUp.notes).toEqual([])
    copy.remove()
    ahead.remove()
  })

  test('with an edited value names the key at the next read, and `verify` names table, key and column', async () => {
    const copy = copyFolders(log.folders)
    const key = placeKey('place 2')
    edit(copy, `UPDATE entry SET value = replace(value, '上海', '北京') WHERE key = '${key}'`)
    const ledger = await openHere(copy)
    for (const read of [ledger.read(key), ledger.history(key, { limit: 5 })])
      expect(await refusal(read)).toMatchObject({ code: 'STATE_DIGEST_MISMATCH', details: { key } })
    expect(await ledger.read(placeKey('place 1'))).toBeDefined()
    await ledger.close()
    expect(await refusal(verify(copy))).toMatchObject({
      code: 'STATE_DIGEST_MISMATCH',
      details: { table: 'entry', key: `${key} 2`, column: 'value' },
    })
    copy.remove()
  })

  test.each([
    ["UPDATE entry SET digest = zeroblob(32) WHERE key LIKE 'place/%'", 'entry', 'digest'],
    ['UPDATE entry SET leaf_index = leaf_index + 100 WHERE leaf_index = 3', 'entry', 'leaf_index'],
    ['UPDATE tx SET start = start + 1 WHERE leaf_index = 3', 'tx', 'start'],
    ["UPDATE block SET time = '2020-01-01T00:00:00.000Z' WHERE height = 2", 'block', 'time'],
    ['UPDATE block SET offset = offset - 1 WHERE height = 2', 'block', 'offset'],
    ['DELETE FROM entry WHERE leaf_index = 4', 'entry', undefined],
    ["INSERT INTO entry VALUES ('place/forged', 4, '{}', zeroblob(32))", 'entry', undefined],
  ])('edited by `%s` is named by `verify`', async (sql, table, column) => {
    const copy = copyFolders(log.folders)
    edit(copy, sql)
    const { code, details } = await refusal(verify(copy))
    expect([code, details.table]).toEqual(['STATE_DIGEST_MISMATCH', table])
    if (column !== undefined && column !== 'leaf_index') expect(details.column).toBe(column)
    copy.remove()
  })

  test('with a wrong place of a transaction does not give another transaction', async () => {
    const copy = copyFolders(log.folders)
    edit(
      copy,
      'UPDATE tx SET start = start + 1 WHERE leaf_index = 3; UPDATE block SET offset = offset + 1 WHERE height = 2',
    )
    const ledger = await openHere(copy)
    const id = (await ledger.blocks(4, 1))[0]?.transactions[0]?.transaction ?? ''
    const mismatch = (details: object) => ({ code: 'STATE_DIGEST_MISMATCH', details })
    expect(await refusal(ledger.transaction(id))).toMatchObject(mismatch({ table: 'tx', key: id }))
    expect(await refusal(ledger.history(placeKey('place 3'), { limit: 1 }))).toMatchObject(
      mismatch({ key: placeKey('place 3') }),
    )
    expect(await refusal(ledger.blocks(2, 1))).toMatchObject(mismatch({ table: 'block', key: '2' }))
    await ledger.close()
    copy.remove()
  })
})

/** Submits `transactions` more, many to a block. */
const fill = async (folders: Folders, who: Person, transactions: number): Promise<void> => {
  const ledger = await openHere(folders)
  const { origin } = await ledger.log()
  for (let made = 0; made < transactions; made += 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => ledger.submit(signedBy(who, origin, [makePlace(`filled ${made + i}`)]))),
    )
  await ledger.close()
}

/** One hash over all rows of all tables in their order, and how many they are. */
const rowsOf = ({ dir }: Folders): { rows: number; sha256: string } => {
  const database = new DatabaseSync(stateFile(dir), { readOnly: true })
  const hash = createHash('sha256')
  let rows = 0
  for (const [table, order] of Object.entries(tableOrder))
    for (const row of database.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).iterate()) {
      const values = Object.values(row).map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
      )
      hash.update(`${table} ${JSON.stringify(values)}\n`)
      rows += 1
    }
  database.close()
  return { rows, sha256: hash.digest('hex') }
}

/** Overwrites the root page of a table, so that only reading finds out. */
const withNoise = (bytes: Buffer): Buffer => Buffer.from(bytes).fill(0x55, 4096 * 2, 4096 * 3)

describe('a log that is open', () => {
  let log: SmallLog
  const rounds = counts({ ci: 2, full: 25 })
  beforeAll(async () => {
    log = await makeSmallLog(1)
  })
  afterAll(() => log.folders.remove())

  test(
    'is not opened a second time, by this process or another, until it is closed',
    async () => {
      const ledger = await openHere(log.folders)
      // A refused opening must not let the lock go: the next one is refused as well.
      for (let round = 0; round < rounds; round++) {
        expect(await refusal(openHere(log.folders))).toMatchObject({
          code: 'LEDGER_LOCKED',
          details: { dir: log.folders.dir },
        })
        expect(openElsewhere(log.folders)).toBe('LEDGER_LOCKED')
      }
      await ledger.close()
      expect(openElsewhere(log.folders)).toBe('opened')
      report(14, 'a second opening while the log is open', {
        tried: rounds * 2,
        refused: rounds * 2,
        code: 'LEDGER_LOCKED',
      })
    },
    patience,
  )

  test(
    'is free again when the process that held it was killed',
    async () => {
      for (let round = 0; round < rounds; round++) {
        expect(openElsewhere(log.folders, 'process.kill(process.pid, "SIGKILL")')).toBe('')
        expect(existsSync(`${log.folders.dir}/LOCK`)).toBe(true)
        const ledger = await openHere(log.folders)
        expect((await ledger.log()).height).toBe(1)
        await ledger.close()
      }
      report(14, 'an opening after SIGKILL of the process that held the log', { tried: rounds, opened: rounds })
    },
    patience,
  )

  test('can be verified while it runs', async () => {
    const ledger = await openHere(log.folders)
    expect(await verify(log.folders)).toMatchObject({ blocks: 1, stateChecked: true })
    await ledger.close()
  })
})

/** Opens the log in another process, runs `then` there, and tells how it went. */
const openElsewhere = ({ dir, keyDir }: Folders, then = ''): string => {
  const open = new URL('../src/ledger/embedded/open.ts', import.meta.url).href
  const script = `
    const { openEmbeddedLedger } = await import(${JSON.stringify(open)})
    try {
      const ledger = await openEmbeddedLedger(${JSON.stringify({ dir, keyDir, channel: 'trace' })})
      ${then}
      await ledger.close()
      console.log('opened')
    } catch (error) { console.log(error.code) }`
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, ...quickStart },
  }).stdout.trim()
}
