// How the read model behaves on every engine: made, kept, replaced when its shape is another, and never changed unnoticed.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import type { Stores, TestEngine } from '../../test/engines.ts'
import { nameHolds } from '../views/page.ts'
import { insertRows } from './insert-rows.ts'
import { openReadModel } from './read-model.ts'
import type { ReadModel } from './read-model.ts'
import { readModelTableNames } from './read-model-schema.ts'
import { stateKinds } from './state-columns.ts'

const row = {
  key: 'operator',
  height: 1,
  tx_index: 0,
  transaction: 't',
  leaf_index: 0,
  v: 1 as const,
  organisation: 'O1',
}

export const readModelConformance = (engine: TestEngine): void => {
  let stores: Stores
  beforeEach(async () => {
    stores = await engine.open()
  })
  afterEach(() => stores.remove())

  const withRow = async (): Promise<void> => {
    const readModel = await openReadModel(stores.readModel)
    await readModel.insertInto('operator').values(row).execute()
    await readModel.destroy()
  }
  const rows = async (): Promise<unknown[]> => {
    const readModel = await openReadModel(stores.readModel)
    const found = await readModel.selectFrom('operator').selectAll().execute()
    await readModel.destroy()
    return found
  }

  test('has a table for every kind of state', async () => {
    const readModel = await openReadModel(stores.readModel)
    for (const kind of stateKinds) expect(await readModel.selectFrom(kind).selectAll().execute()).toEqual([])
    expect(readModelTableNames).toEqual(expect.arrayContaining([...stateKinds]))
    await readModel.destroy()
  })

  test('keeps its rows over a restart', async () => {
    await withRow()
    expect(await rows()).toEqual([row])
  })

  test('is made anew when it was made with another shape', async () => {
    await withRow()
    const readModel = await openReadModel(stores.readModel)
    await sql`update schema_version set version = 'older'`.execute(readModel)
    await sql`alter table operator add column surplus text`.execute(readModel)
    await readModel.destroy()
    expect(await rows()).toEqual([])
    await withRow()
    expect(await rows()).toEqual([row])
  })

  test('loses all rows when it is emptied, and can be filled again', async () => {
    await withRow()
    const readModel = await openReadModel(stores.readModel)
    await readModel.empty()
    expect(await readModel.selectFrom('operator').selectAll().execute()).toEqual([])
    await readModel.insertInto('operator').values(row).execute()
    await readModel.destroy()
    expect(await rows()).toEqual([row])
  })

  test('finds names by a part, whatever the case of the letters A to Z', async () => {
    const readModel = await openReadModel(stores.readModel)
    const made = { scheme: 'gln', value: '1', type: 'supplier', named: 1, level: 'trial', administrator: 'U1' } as const
    const { organisation: _none, ...written } = row
    for (const name of ['Éclair 食品 ACME', '100%'])
      await readModel
        .insertInto('organisation')
        .values({ ...written, ...made, key: name, id: name, name })
        .execute()
    const found = async (text: string): Promise<string[]> => {
      const query = readModel.selectFrom('organisation').select('name').where(nameHolds(text))
      return (await query.orderBy('name').execute()).map(({ name }) => name)
    }
    expect(await found('acme')).toEqual(['Éclair 食品 ACME'])
    expect(await found('食品 A')).toEqual(['Éclair 食品 ACME'])
    expect(await found('éclair')).toEqual([])
    expect(await found('')).toEqual(['100%', 'Éclair 食品 ACME'])
    await readModel.destroy()
  })

  test('orders texts by their bytes and finds nothing under a name with a NUL', async () => {
    const readModel = await openReadModel(stores.readModel)
    const keys = ['b', 'a/é', 'B', 'a', '_', '中', 'a/f', 'A']
    const rowsOf = keys.map((key) => ({ ...row, key }))
    await readModel.transaction().execute((writer) => insertRows(writer, 'operator', rowsOf, { key: 'key' }))
    const ordered = await readModel.selectFrom('operator').select('key').orderBy('key').execute()
    expect(ordered.map(({ key }) => key)).toEqual(
      keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    )
    expect(await readModel.selectFrom('operator').selectAll().where('key', '=', 'a\0').execute()).toEqual([])
    await readModel.destroy()
  })

  test('replaces rows that are there, adds up counts, and gives both back as numbers', async () => {
    const readModel = await openReadModel(stores.readModel)
    const count = (records: number): Promise<unknown> =>
      readModel
        .transaction()
        .execute((writer) =>
          insertRows(writer, 'subject', [{ subject: 's', records }], { key: 'subject', add: 'records' }),
        )
    expect(await count(2)).toEqual([{ subject: 's', records: 2 }])
    expect(await count(2 ** 40)).toEqual([{ subject: 's', records: 2 ** 40 + 2 }])
    for (const organisation of ['O1', 'O2'])
      await readModel
        .transaction()
        .execute((writer) => insertRows(writer, 'operator', [{ ...row, organisation }], { key: 'key' }))
    expect(await readModel.selectFrom('operator').selectAll().execute()).toEqual([{ ...row, organisation: 'O2' }])
    const counted = readModel.selectFrom('operator').select(({ fn }) => fn.countAll<number>().as('n'))
    expect(await counted.executeTakeFirst()).toEqual({ n: 1 })
    await readModel.destroy()
  })

  test('keeps all of a transaction or nothing', async () => {
    const readModel = await openReadModel(stores.readModel)
    const failed = readModel.transaction().execute(async (writer) => {
      await writer.insertInto('operator').values(row).execute()
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await readModel.selectFrom('operator').selectAll().execute()).toEqual([])
    await readModel.destroy()
  })

  test('has the same stamp while nobody writes, and another after whatever anybody does to it', async () => {
    const readModel = await openReadModel(stores.readModel)
    const other: ReadModel = await openReadModel(stores.readModel)
    const run = (text: string) => (by: ReadModel) => sql.raw(text).execute(by)
    const changes: [string, (by: ReadModel) => Promise<unknown>][] = [
      ['a row that comes', (by) => by.insertInto('operator').values(row).execute()],
      ['a column that is edited', run(`update operator set organisation = organisation || 'x'`)],
      ['a row that goes', run('delete from operator')],
      ['a column more', run('alter table operator add column surplus text')],
      ['a table more', run('create table surplus (a text)')],
      ['a table less', run('drop table surplus')],
      ['an index less', run('drop index batch_id')],
      ['all made anew', (by) => by.empty()],
    ]
    for (const [what, change] of changes) {
      for (const by of [readModel, other]) {
        if (by === readModel && /more|less/.test(what)) continue
        const before = await readModel.stamp()
        expect(await readModel.stamp()).toBe(before)
        await change(by)
        expect([what, (await readModel.stamp()) === before]).toEqual([what, false])
        if (what === 'a row that comes' && by === readModel) await sql`delete from operator`.execute(by)
      }
    }
    await other.destroy()
    await readModel.destroy()
  })
}
