// Questions to a PostgreSQL (TEST_POSTGRES_URL) that is slow, silent, gone or full: each ends in time, with a code.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { codedError } from './postgres-errors.ts'
import { openPostgres } from './postgres-pool.ts'
import type { CodedPool, PoolOptions } from './postgres-pool.ts'
import { isConstraintError, isSchemaError } from './sql-errors.ts'
import { openVault } from './vault.ts'

const url = process.env.TEST_POSTGRES_URL ?? ''
const schema = 'pg_temp'
const pool = (changes: Partial<PoolOptions> = {}): CodedPool =>
  openPostgres({ url, schema, durable: true, connections: 2, ...changes })
const ask = async (asked: CodedPool, sql: string, ...parameters: unknown[]): Promise<unknown[]> =>
  (await asked.run({ sql, parameters })).rows
const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error: unknown) => error,
  )

/** A way to the server that can be cut, or that swallows what is sent. */
type Wire = { server: Server; url: string; sockets: Set<Socket>; silent: boolean }

const openWire = async (): Promise<Wire> => {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port === '' ? 5432 : port) })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    near.on('data', (bytes) => wire.silent || far.write(bytes))
    far.on('data', (bytes) => near.write(bytes))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = new URL(url)
  address.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const wire: Wire = { server, url: address.href, sockets, silent: false }
  return wire
}

const cut = ({ sockets }: Wire): void => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
}

describe('a PostgreSQL that can be reached', () => {
  let open: CodedPool
  beforeAll(() => {
    open = pool()
  })
  afterAll(() => open.end())

  test('gives whole numbers as numbers and everything else as text', async () => {
    const sql = `select 1::int as a, ${2 ** 53 - 1}::bigint as b, 9223372036854775807::bigint as c, 1.50::numeric as d,
      true as e, '{"a": 1}'::jsonb as f, null as g, count(*) as h from (values (1), (2)) rows`
    expect(await ask(open, sql)).toEqual([
      { a: 1, b: 2 ** 53 - 1, c: '9223372036854775807', d: '1.50', e: 't', f: '{"a": 1}', g: null, h: 2 },
    ])
  })

  test('refuses to bind what SQL has no type for', async () => {
    await expect(ask(open, 'select $1', true)).rejects.toThrow(TypeError)
    await expect(ask(open, 'select $1', undefined)).rejects.toThrow(TypeError)
  })

  test('tells a broken constraint from a table that is gone, and shows no row in either', async () => {
    await ask(open, 'create temporary table if not exists once (secret text primary key)')
    const put = `insert into once values ('hunter2')`
    const again = await failureOf(open.runTogether([put, put].map((sql) => ({ sql, parameters: [] }))))
    expect([isConstraintError(again), isSchemaError(again)]).toEqual([true, false])
    expect(JSON.stringify([again, String(again), Object.entries(again ?? {})])).not.toContain('hunter2')
    const gone = await failureOf(ask(open, 'select * from nowhere'))
    expect([isConstraintError(gone), isSchemaError(gone)]).toEqual([false, true])
  })

  test('is as durable as was asked for, whatever its own settings are', async () => {
    const lax = pool({ durable: false, url: `${url}?options=-c%20synchronous_commit%3Dlocal` })
    const setting = 'select current_setting($1) as value'
    expect(await ask(open, setting, 'synchronous_commit')).toEqual([{ value: 'on' }])
    expect(await ask(lax, setting, 'synchronous_commit')).toEqual([{ value: 'off' }])
    expect(await ask(lax, setting, 'search_path')).toEqual([{ value: `"${schema}"` }])
    await lax.end()
  })

  test('breaks off a statement that takes too long, and the connection goes on', async () => {
    const hasty = pool({ deadline: 100, connections: 1 })
    await expect(ask(hasty, 'select pg_sleep(20)')).rejects.toMatchObject({
      ...{ code: 'SERVER_BUSY', details: { part: 'database' } },
    })
    expect(await ask(hasty, 'select 1 as one')).toEqual([{ one: 1 }])
    await hasty.end()
  })

  test('answers those who were waiting when it is closed, and nobody afterwards', async () => {
    const closing = pool({ connections: 1 })
    const asked = Array.from({ length: 5 }, () => ask(closing, 'select 1 as one'))
    await closing.end()
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 5 }, () => [{ one: 1 }]))
    await expect(ask(closing, 'select 1')).rejects.toMatchObject({ code: 'NOT_READY' })
  })
})

describe('a PostgreSQL that goes away', () => {
  test('ends what was asked with a code, and the next question finds a new connection', async () => {
    const wire = await openWire()
    const asked = pool({ url: wire.url })
    expect(await ask(asked, 'select 1 as one')).toEqual([{ one: 1 }])
    const sleeping = failureOf(ask(asked, 'select pg_sleep(20)'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    cut(wire)
    expect(await sleeping).toMatchObject({ code: 'NOT_READY', details: { part: 'database' } })
    expect(await ask(asked, 'select 1 as one')).toEqual([{ one: 1 }])
    wire.server.close()
    await asked.end()
    cut(wire)
  })

  test('ended by its operator is no error of ours, also in the middle of a batch', async () => {
    const asked = pool()
    const kill = ['select 1', 'select pg_terminate_backend(pg_backend_pid())', 'select 2']
    const failure = await failureOf(asked.runTogether(kill.map((sql) => ({ sql, parameters: [] }))))
    expect(failure).toMatchObject({ code: 'NOT_READY', details: { part: 'database' } })
    expect(await ask(asked, 'select 1 as one')).toEqual([{ one: 1 }])
    await asked.end()
  })

  test('keeps nobody waiting when it takes questions and says nothing, and no later answer reaches another question', async () => {
    const wire = await openWire()
    const asked = pool({ url: wire.url, deadline: 100, connections: 1 })
    expect(await ask(asked, 'select 1 as one')).toEqual([{ one: 1 }])
    wire.silent = true
    const started = performance.now()
    const lost = asked.runTogether([{ sql: 'select 1', parameters: [] }])
    await expect(lost).rejects.toMatchObject({ code: 'NOT_READY' })
    expect(performance.now() - started).toBeLessThan(6_000)
    wire.silent = false
    expect(await ask(asked, 'select 2 as two')).toEqual([{ two: 2 }])
    await asked.end()
    wire.server.close()
    cut(wire)
  })

  test('or a database that is not there is not ready, whatever the server says of it', async () => {
    const asked = pool({ url: url.replace(/\/[^/]*$/, '/ectrace_no_such_database') })
    await expect(ask(asked, 'select 1')).rejects.toMatchObject({ code: 'NOT_READY', details: { part: 'database' } })
    await asked.end()
  })

  test.each([
    ['nobody listens', 'postgres://somebody:hunter2@127.0.0.1:1/db'],
    ['there is no such database', url.replace(/\/[^/]*$/, '/ectrace_no_such_database')],
  ])('at the start is named as a setting, without its address: %s', async (_what, address) => {
    const failure = await failureOf(openVault({ url: address, schema: 'vault' }))
    const rule = expect.stringMatching(/^a PostgreSQL that answers, in which its user may create schemas \(.+\)$/)
    expect(failure).toMatchObject({ code: 'SETTINGS_INVALID', details: { faults: [{ field: 'DATABASE_URL', rule }] } })
    expect(JSON.stringify(failure)).not.toContain('hunter2')
  })
})

describe('an error of the server', () => {
  const cases: [string, string][] = [
    ['53100', 'STORAGE_FULL'],
    ['53200', 'SERVER_BUSY'],
    ['53300', 'SERVER_BUSY'],
    ['40P01', 'SERVER_BUSY'],
    ['57014', 'SERVER_BUSY'],
    ['57P01', 'NOT_READY'],
    ['57P03', 'NOT_READY'],
    ['08006', 'NOT_READY'],
    ['25006', 'NOT_READY'],
  ]
  test.each(cases)('%s is %s', (code, expected) => {
    const error = Object.assign(new Error('as the server says it'), { severity: 'ERROR', code })
    expect(codedError(error)).toMatchObject({ code: expected })
  })
})
