// The audit over a real ledger: whatever is edited by hand in the read model is found and named, and nothing else is.
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { makeFolders, makePlace, placeKey } from '../../test/ledger-fixture.ts'
import type { Folders } from '../../test/ledger-fixture.ts'
import { playLaterStory } from '../../test/later-story.ts'
import { playTradeStory } from '../../test/trade-story.ts'
import type { Story } from '../../test/trade-story.ts'
import { openEmbeddedLedger } from '../ledger/embedded/open.ts'
import { openReadModel } from '../store/read-model.ts'
import type { ReadModel } from '../store/read-model.ts'
import { columnsOf as kindColumns, stateKinds } from '../store/state-columns.ts'
import type { StateKind } from '../store/state-columns.ts'
import { startProjection } from './projection.ts'
import type { Projection, TamperedColumn } from './projection.ts'

type Row = Record<string, string | number | null>

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

let folders: Folders
let ledger: Ledger
/** Kinds of which the story has no value: a GTIN, a lost epoch, the end of the log, hours that pass. */
const untold: readonly StateKind[] = ['gtin', 'epoch', 'closed', 'escalation']

let story: Story
let readModel: ReadModel
let projection: Projection
let pair: string

beforeAll(async () => {
  folders = makeFolders()
  ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
  story = await playTradeStory(ledger)
  await playLaterStory(ledger, story)
  const { block, transaction } = await story.acts(story.dairy.trader, [makePlace('甲库'), makePlace('乙库')])
  pair = transaction
  readModel = await openReadModel(path.join(folders.dir, '..', 'read-model.db'))
  projection = await startProjection({ ledger, readModel, log: silent })
  expect(await projection.waitFor(block.height, 10_000)).toBe(true)
})
afterAll(async () => {
  await projection.stop()
  await readModel.destroy()
  await ledger.close()
  folders.remove()
})

const rowsOf = async (table: string): Promise<Row[]> =>
  (await sql<Row>`select rowid as "(rowid)", * from ${sql.table(table)}`.execute(readModel)).rows

/** Edits one column by hand while `look` looks, and puts the old value back. */
const edited = async <T>(
  table: string,
  row: Row,
  column: string,
  value: unknown,
  look: () => Promise<T>,
): Promise<T> => {
  const set = async (to: unknown): Promise<void> => {
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${to} where rowid = ${row['(rowid)']}`.execute(
      readModel,
    )
  }
  await set(value)
  try {
    return await look()
  } finally {
    await set(row[column])
  }
}

const columnsOf = (row: Row): string[] => Object.keys(row).filter((column) => column !== '(rowid)')
const other = (value: string | number | null | undefined): string | number =>
  typeof value === 'number' ? value + 1_000 : `${value ?? ''}x`
/** Another value that the column of a kind takes, also where there is none. */
const otherOf = (kind: StateKind, column: string, value: string | number | null | undefined): string | number =>
  value === null && /^(integer|boolean)/.test(kindColumns(kind)[column] ?? '') ? 1 : other(value)

const named = (found: readonly TamperedColumn[]): string[] =>
  found.map(({ table, key, column }) => `${table} ${key} ${column}`)

describe('the audit', () => {
  test('finds nothing when nobody edited anything, whatever is asked', async () => {
    const states = (await Promise.all(stateKinds.map(rowsOf))).flat().map((row) => String(row['key']))
    const transactions = (await rowsOf('record')).map((row) => String(row['transaction']))
    expect(states.length).toBeGreaterThan(50)
    expect(await projection.audit(states, transactions)).toEqual([])
    expect(await projection.audit([keys.batch('B-unknown'), 'nonsense', ''], ['00'.repeat(32)])).toEqual([])
  })

  test('names table, key, column, stored and original value, and the record, of an edited value', async () => {
    const key = keys.batch(story.bottles)
    const row = (await rowsOf('batch')).find((one) => one['key'] === key) ?? {}
    const found = await edited('batch', row, 'lot', 'M2', () => projection.audit([key]))
    const place = { table: 'batch', key, transaction: story.transactions.bottles, op: 0 }
    expect(found).toEqual([{ ...place, column: 'lot', stored: 'M2', original: 'M1' }])
  })

  test('gives lists and truth values as the chain has them, and leaves out what is absent', async () => {
    const event = (await rowsOf('event'))[0] ?? {}
    const key = String(event['key'])
    const look = (): Promise<TamperedColumn[]> => projection.audit([key])
    expect(await edited('event', event, 'batches', '["B0"]', look)).toMatchObject([
      { column: 'batches', stored: ['B0'], original: [story.raw, story.bottles] },
    ])
    const added = await edited('event', event, 'result', 'pass', look)
    expect(added).toMatchObject([{ column: 'result', stored: 'pass' }])
    expect(added[0]).not.toHaveProperty('original')
    const organisation = (await rowsOf('organisation'))[0] ?? {}
    const hidden = await edited('organisation', organisation, 'named', 0, () =>
      projection.audit([String(organisation['key'])]),
    )
    expect(hidden).toMatchObject([{ column: 'named', stored: false, original: true }])
  })

  test('names the operation among several of one transaction', async () => {
    const row = (await rowsOf('place')).find((one) => one['key'] === placeKey('乙库')) ?? {}
    const found = await edited('place', row, 'city', '北京', () => projection.audit([placeKey('乙库')]))
    expect(found).toMatchObject([{ column: 'city', transaction: pair, op: 1 }])
  })

  test.each(stateKinds.filter((kind) => !untold.includes(kind)))(
    'finds an edit of every column of %s',
    async (kind) => {
      const row = (await rowsOf(kind)).at(-1)
      if (row === undefined) throw new Error(`the story has no ${kind}`)
      const key = String(row['key'])
      for (const column of columnsOf(row)) {
        const found = await edited(kind, row, column, otherOf(kind, column, row[column]), () => projection.audit([key]))
        expect(named(found)).toEqual([`${kind} ${key} ${column === 'key' ? '*' : column}`])
      }
    },
  )

  test('finds an edit of every column of a record, by the record and by what it speaks of', async () => {
    const row = (await rowsOf('record')).find((one) => one['transaction'] === story.transactions.dispatch) ?? {}
    const key = `${story.transactions.dispatch}.0`
    for (const column of columnsOf(row)) {
      const look = async (): Promise<string[][]> => [
        named(await projection.audit([], [story.transactions.dispatch])),
        named(await projection.audit([keys.batch(story.bottles)])),
      ]
      const named2 = await edited('record', row, column, other(row[column]), look)
      const expected = `record ${key} ${column === 'transaction' || column === 'op' ? '*' : column}`
      for (const names of named2) expect(names).toContain(expected)
    }
  })

  test('finds a record taken away from its subject, first, middle or last, and names it', async () => {
    const subject = keys.batch(story.bottles)
    const rows = (await rowsOf('record_subject')).filter((row) => row['subject'] === subject)
    expect(rows.length).toBeGreaterThan(4)
    for (const row of rows) {
      const original = {
        table: 'record_subject',
        key: subject,
        column: '*',
        original: subject,
        transaction: row['transaction'],
        op: 0,
      }
      for (const [column, value] of [
        ['subject', keys.batch('B-other')],
        ['transaction', '00'.repeat(32)],
        ['op', 7],
      ] as const) {
        const found = await edited('record_subject', row, column, value, () => projection.audit([subject]))
        expect(found).toContainEqual(original)
      }
    }
  })

  test('finds a record that was put under a subject of which it does not speak', async () => {
    const row = (await rowsOf('record_subject')).find((one) => one['subject'] === keys.batch(story.bottles)) ?? {}
    const subject = keys.batch(story.raw)
    const count = (await rowsOf('record_subject')).filter((one) => one['subject'] === subject).length
    const strange = { subject, n: count + 1, transaction: story.transactions.mint, op: 0 }
    await readModel.insertInto('record_subject').values(strange).execute()
    const found = await projection.audit([subject])
    await readModel
      .deleteFrom('record_subject')
      .where('subject', '=', subject)
      .where('n', '=', count + 1)
      .execute()
    expect(row).toBeDefined()
    expect(found).toContainEqual({
      table: 'record_subject',
      key: subject,
      column: '*',
      stored: subject,
      transaction: story.transactions.mint,
      op: 0,
    })
  })

  test('finds another order and another number of records', async () => {
    const subject = keys.batch(story.bottles)
    const rows = (await rowsOf('record_subject')).filter((one) => one['subject'] === subject)
    const second = rows[1] ?? {}
    const moved = await edited('record_subject', second, 'n', 1_000, () => projection.audit([subject]))
    expect(moved).toEqual([
      {
        table: 'record_subject',
        key: subject,
        column: 'n',
        stored: 1_000,
        original: 2,
        transaction: second['transaction'],
        op: 0,
      },
    ])
    const count = (await rowsOf('subject')).find((one) => one['subject'] === subject) ?? {}
    for (const records of [0, rows.length - 1, rows.length + 3]) {
      const found = await edited('subject', count, 'records', records, () => projection.audit([subject]))
      expect(found).toMatchObject([
        { table: 'subject', key: subject, column: 'records', stored: records, original: rows.length },
      ])
    }
    const gone = await edited('subject', count, 'subject', 'batch/other', () => projection.audit([subject]))
    expect(named(gone)).toEqual([`subject ${subject} records`])
  })

  test('finds an edit of every column of the links between events and batches', async () => {
    const key = keys.event(story.event)
    const row = (await rowsOf('event_batch')).find((one) => one['batch'] === story.bottles) ?? {}
    for (const column of columnsOf(row)) {
      for (const asked of [key, keys.batch(story.bottles)]) {
        const found = await edited('event_batch', row, column, other(row[column]), () => projection.audit([asked]))
        expect(found).toContainEqual(
          expect.objectContaining({ table: 'event_batch', key, transaction: story.transactions.event }),
        )
      }
    }
  })

  test('finds rows that are missing and rows that nobody wrote', async () => {
    const key = keys.unit(story.paths[0] ?? '')
    const row = (await rowsOf('unit')).find((one) => one['key'] === key) ?? {}
    const missing = await edited('unit', row, 'key', 'unit/elsewhere', () => projection.audit([key, 'unit/elsewhere']))
    expect(named(missing)).toEqual([`unit ${key} *`, 'unit unit/elsewhere *'])
    expect(missing[0]).toHaveProperty('original.holder', story.shop.id)
    expect(missing[0]).not.toHaveProperty('stored')
    expect(missing[1]).toHaveProperty('stored.holder', story.shop.id)
    expect(missing[1]).not.toHaveProperty('original')
  })

  test('judges by the height of the projection, not by what the chain has learnt since', async () => {
    await projection.stop()
    const row = (await rowsOf('organisation')).find((one) => one['id'] === story.shop.id) ?? {}
    const key = keys.organisation(story.shop.id)
    const operator = (await rowsOf('organisation')).find((one) => one['type'] === 'operator') ?? {}
    expect(operator['id']).toBe(deriveId('organisation', '平台'))
    const later = await story.act(story.operator, 'verifyOrganisation', {
      organisation: story.shop.id,
      level: 'suspended',
      basis: 'x',
    })
    expect(await projection.audit([key], [later.transaction])).toEqual([])
    const found = await edited('organisation', row, 'level', 'trial', () => projection.audit([key]))
    expect(found).toMatchObject([{ column: 'level', stored: 'trial', original: 'verified' }])
  })
})
