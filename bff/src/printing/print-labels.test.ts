// Labels on the printing thread: how far it draws ahead of its reader, and what happens when that one leaves or falls asleep.
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, test } from '@jest/globals'
import { AppError, fault } from '@ectrace/shared/errors'
import type { ListJob } from '../labels/label-job.ts'
import { openPrinter } from './printer.ts'
import type { Printer } from './printer.ts'

const job = (count: number): { kind: 'labels' } & ListJob => ({
  ...{ kind: 'labels', format: 'csv', language: 'en', facts: { product: 'milk', lot: 'L1' } },
  ...{ set: 0, from: 0, count, publicUrl: 'https://trace.example.cn' },
})
const million = 1_000_000
const paths = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_none, i) => `/s/x/MILK/10/L1/21/${String(from + i).padStart(20, '0')}`)

let printer: Printer | undefined
afterEach(() => printer?.close())

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof AppError ? [error.code, error.details] : error),
  )

test('labels are made from codes that come a thousand at a time, each once and in order', async () => {
  printer = openPrinter()
  const asked: number[] = []
  const file = await printer.print(job(2_500), (from, count) => {
    asked.push(from, count)
    return Promise.resolve(paths(from, count))
  })
  const lines = (await buffer(file)).toString().trim().split('\r\n')
  expect(asked).toEqual([0, 1_000, 1_000, 1_000, 2_000, 500])
  expect(lines).toHaveLength(2_501)
  lines.slice(1).forEach((line, i) => {
    expect(line).toMatch(new RegExp(`^${String(i + 1)},0,${String(i)},https://.*0${String(i)},`))
  })
}, 60_000)

test('a reader that takes nothing holds up its own labels, with little in memory, and no others', async () => {
  printer = openPrinter()
  let asked = 0
  const slow = await printer.print(job(million), (from, count) => {
    asked += count
    return Promise.resolve(paths(from, count))
  })
  // The others come through the same thread: when they are whole, the slow one has been held up long ago.
  for (let i = 0; i < 3; i += 1) {
    const other = await printer.print(job(20_000), (from, count) => Promise.resolve(paths(from, count)))
    expect((await buffer(other)).length).toBeGreaterThan(1_000_000)
  }
  expect(slow.readableLength).toBeLessThan(2_000_000)
  expect(asked).toBeLessThan(30_000)
  const [before] = [asked]
  for (let read = 0; read < 4_000_000;)
    read += (await once(slow, 'readable'), (slow.read() as Buffer | null)?.length ?? 0)
  expect(asked).toBeGreaterThan(before)
  slow.destroy()
}, 120_000)

test('a reader that leaves ends its labels: no more codes are asked for', async () => {
  printer = openPrinter()
  let asked = 0
  const left = await printer.print(job(million), (from, count) => {
    asked += count
    return Promise.resolve(paths(from, count))
  })
  left.destroy()
  await once(left, 'close')
  await buffer(await printer.print(job(5_000), (from, count) => Promise.resolve(paths(from, count))))
  const [after] = [asked]
  await buffer(await printer.print(job(5_000), (from, count) => Promise.resolve(paths(from, count))))
  expect(asked).toBe(after)
}, 60_000)

test('a reader that falls asleep loses its place, and a fourth one is told when to come again', async () => {
  printer = openPrinter(undefined, 500)
  const supply = (from: number, count: number): Promise<string[]> => Promise.resolve(paths(from, count))
  const { print } = printer
  const sleeping = await Promise.all([1, 2, 3].map(() => print(job(million), supply)))
  const closed = sleeping.map((file) => new Promise((done) => file.once('close', done)))
  expect(await failure(printer.print(job(1), supply))).toEqual(['SERVER_BUSY', { part: 'printer', retryAfter: 10 }])
  await Promise.all(closed)
  expect((await buffer(await printer.print(job(1), supply))).length).toBeGreaterThan(50)
}, 60_000)

test('codes that cannot be had end the file with that error', async () => {
  printer = openPrinter()
  const gone = (): Promise<string[]> => Promise.reject(fault('NOT_FOUND', 'set', 'code.minted'))
  expect(await failure(printer.print(job(10), gone))).toMatchObject(['NOT_FOUND', {}])
  const half = await printer.print(job(5_000), (from, count) =>
    from < 3_000 ? Promise.resolve(paths(from, count)) : gone(),
  )
  expect(await failure(buffer(half))).toMatchObject(['NOT_FOUND', {}])
}, 60_000)
