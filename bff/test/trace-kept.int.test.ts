// Answers that are kept between two reads: quick while nothing moves, and never past a change, whoever made it and however.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TraceView } from '@ectrace/shared/api/views'
import { createClient } from '@ectrace/sdk/client'
import { openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let file: string

beforeAll(async () => {
  demo = await openDemo()
  file = path.join(demo.door.folder, 'data', 'read-model.db')
}, 60_000)
afterAll(() => demo.end())

const read = (): Promise<TraceView> =>
  createClient({ url: demo.door.url }).call(endpoints.trace, { query: { c: demo.code('item') } })
const faults = ({ tampered }: TraceView): string[] => tampered.map(({ table, column }) => `${table}.${column}`)

describe('a trace that was read before', () => {
  test('is the same answer again while nothing has moved, under its name and behind its link', async () => {
    const first = await read()
    expect(await read()).toEqual(first)
    const behind = await demo.door.get(demo.code('item'), { accept: 'application/json' })
    expect(behind.json).toEqual(first)
    expect(behind.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('shows an edit by another connection at the very next read, and its end at the one after', async () => {
    expect(faults(await read())).toEqual([])
    const other = new DatabaseSync(file)
    const put = other.prepare(`update product set name = ? where name = ?`)
    const { product, records, subjects } = await read()
    const name = records[subjects.products[product] ?? '']?.fields['name']?.value as string
    expect(put.run('冒名酸奶', name).changes).toBe(1)
    expect(faults(await read())).toEqual(['product.name'])
    put.run(name, '冒名酸奶')
    other.close()
    expect(faults(await read())).toEqual([])
  })

  test('shows bytes that were changed in the file itself, past SQLite', async () => {
    const { product, records, subjects } = await read()
    const name = records[subjects.products[product] ?? '']?.fields['name']?.value as string
    // Everything into the main file, so that the bytes are there once.
    await sql`pragma wal_checkpoint(truncate)`.execute(demo.door.deps.readModel)
    expect(faults(await read())).toEqual([])
    const wanted = Buffer.from(name)
    const bytes = readFileSync(file)
    const places: number[] = []
    for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) places.push(at)
    expect(places.length).toBeGreaterThan(0)
    const put = (text: Buffer): void => {
      const open = openSync(file, 'r+')
      for (const place of places) writeSync(open, text, 0, text.length, place)
      closeSync(open)
    }
    put(Buffer.from(name.replace(/.$/u, (last) => (last === '奶' ? '油' : '奶'))))
    expect(faults(await read())).toContain('product.name')
    put(wanted)
    expect(faults(await read())).toEqual([])
  })

  test('is made anew when the chain has moved: a newer checkpoint, and what was recorded since', async () => {
    const before = await read()
    const trader = await demo.as('dairy.trader')
    const { items } = await trader.call(endpoints.places, { query: {} })
    const body = { bizStep: 'storing' as const, batches: [before.batch], place: items[0]?.id ?? '' }
    const { height } = await trader.call(endpoints.recordEvent, {
      body: { ...body, eventTime: new Date().toISOString() },
    })
    expect(await demo.door.deps.projection.waitFor(height ?? 0, 10_000)).toBe(true)
    const after = await read()
    expect(after.checkpoint).not.toBe(before.checkpoint)
    expect(after.timeline.length).toBe(before.timeline.length + 1)
  })
})
