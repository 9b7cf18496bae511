// Answers that are kept between two reads, with rows in PostgreSQL: never past a change with psql, and the vault's own writes do not matter.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TraceView } from '@ectrace/shared/api/views'
import { createClient } from '@ectrace/sdk/client'
import { openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { postgresql } from './engines.ts'

let demo: Demo
let psql: Client

beforeAll(async () => {
  demo = await openDemo({}, postgresql(process.env.TEST_POSTGRES_URL))
  psql = new Client({ connectionString: demo.door.deps.config.databaseUrl })
  await psql.connect()
  const { ledger, projection } = demo.door.deps
  expect(await projection.waitFor((await ledger.log()).height, 10_000)).toBe(true)
}, 60_000)
afterAll(async () => {
  await psql.end()
  await demo.end()
})

const read = (): Promise<TraceView> =>
  createClient({ url: demo.door.url }).call(endpoints.trace, { query: { c: demo.code('item') } })
const faults = ({ tampered }: TraceView): string[] => tampered.map(({ table, column }) => `${table}.${column}`)
const nameOf = ({ product, records, subjects }: TraceView): string =>
  records[subjects.products[product] ?? '']?.fields['name']?.value as string

describe('a trace that was read before, with rows in PostgreSQL', () => {
  test('shows an edit with psql at the very next read, and its end at the one after', async () => {
    const view = await read()
    expect(faults(view)).toEqual([])
    const put = 'update read_model_trace.product set name = $1 where name = $2'
    expect((await psql.query(put, ['冒名酸奶', nameOf(view)])).rowCount).toBe(1)
    const edited = await read()
    expect([edited.verdict, faults(edited)]).toEqual(['tampered', ['product.name']])
    await psql.query(put, [nameOf(view), '冒名酸奶'])
    expect(await read()).toEqual(view)
  })

  test('shows an edit that went past the triggers, as soon as they are switched off', async () => {
    const view = await read()
    await psql.query('alter table read_model_trace.product disable trigger all')
    await psql.query('update read_model_trace.product set name = $1 where name = $2', ['冒名酸奶', nameOf(view)])
    expect(faults(await read())).toEqual(['product.name'])
    await psql.query('update read_model_trace.product set name = $1 where name = $2', [nameOf(view), '冒名酸奶'])
    await psql.query('alter table read_model_trace.product enable trigger all')
    expect(faults(await read())).toEqual([])
  })

  test('shows rows that are gone, and rows that nobody recorded', async () => {
    const view = await read()
    await psql.query('create table public.kept as select * from read_model_trace.event_batch')
    await psql.query('truncate read_model_trace.event_batch')
    expect(new Set(faults(await read()))).toEqual(new Set(['event_batch.*']))
    await psql.query('insert into read_model_trace.event_batch select * from public.kept')
    expect(faults(await read())).toEqual([])
    expect((await read()).timeline).toEqual(view.timeline)
  })

  test('rests on the same ground while only the vault is written to', async () => {
    const { readModel, vault } = demo.door.deps
    await read()
    const before = await readModel.stamp()
    await vault.insertInto('setting').values({ name: 'of no matter', value: 'x' }).execute()
    expect(await readModel.stamp()).toBe(before)
  })
})
