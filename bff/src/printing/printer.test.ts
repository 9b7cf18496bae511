// The printing thread: notes side by side, one that nobody reads any more, one that cannot be drawn, a thread that dies.
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import type { NoteFacts } from '../delivery-note/note-facts.ts'
import { openPrinter } from './printer.ts'
import type { Printer } from './printer.ts'
import type { PrintJob } from './print-protocol.ts'

const facts = (lines: number, change: Partial<NoteFacts> = {}): NoteFacts => ({
  no: '7Q2KX9M4TB8RW3ZC6HJN',
  link: 'https://trace.example.cn/s/t/7Q2KX9M4TB8RW3ZC6HJN',
  publicUrl: 'https://trace.example.cn',
  state: 'dispatched',
  supplier: { name: '云岭乳业', scheme: 'uscc', value: '91330100MA0DEM02XU', level: 'verified' },
  buyer: { name: '顺达商贸', scheme: 'uscc', value: '91330100MA0DEM04XX', level: 'verified' },
  from: { name: '第一工厂', city: '杭州' },
  dispatchedAt: '2026-11-28T14:05:00+08:00',
  lines: Array.from({ length: lines }, (_none, i) => ({
    line: i + 1,
    product: '原味酸奶',
    lot: `L${String(i)}`,
    quantity: '1',
    unit: 'H87',
    items: 0,
    packs: 0,
  })),
  totals: [{ unit: 'H87', quantity: String(lines) }],
  documents: [],
  transaction: 'ab'.repeat(32),
  size: 1,
  ...change,
})

const note = (facts: NoteFacts): PrintJob => ({ kind: 'note', facts, language: 'zh' })

let printer: Printer | undefined
afterEach(() => printer?.close())

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof AppError ? [error.code, error.details['part']] : error),
  )

test('notes that are asked for at once are each drawn whole', async () => {
  printer = openPrinter()
  const streams = await Promise.all([printer.print(note(facts(1))), printer.print(note(facts(200)))])
  const [short, long] = await Promise.all(streams.map((stream) => buffer(stream)))
  for (const pdf of [short, long]) {
    expect(pdf?.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    expect(pdf?.subarray(-6).toString('latin1').trim()).toBe('%%EOF')
  }
  expect(long?.length ?? 0).toBeGreaterThan(short?.length ?? 0)
})

test('a reader that leaves stops its own note and no other', async () => {
  printer = openPrinter()
  const left = await printer.print(note(facts(2_000)))
  left.destroy()
  expect((await buffer(await printer.print(note(facts(1))))).subarray(0, 5).toString('latin1')).toBe('%PDF-')
})

test('a note that cannot be drawn is a coded error before any byte, and the next one is drawn', async () => {
  printer = openPrinter()
  const unreadable = facts(1, { dispatchedAt: 'yesterday' })
  expect(await failure(printer.print(note(unreadable)))).toEqual(['INTERNAL', 'printer'])
  expect((await buffer(await printer.print(note(facts(1))))).length).toBeGreaterThan(1_000)
})

test('a thread that dies fails its notes and is started anew for the next', async () => {
  const started: Worker[] = []
  printer = openPrinter(() => {
    const dies = started.length === 0
    const worker = dies
      ? new Worker('throw new Error("dead")', { eval: true })
      : new Worker(new URL('./print-worker.ts', import.meta.url), { execArgv: [] })
    started.push(worker)
    return worker
  })
  expect(await failure(printer.print(note(facts(1))))).toEqual(['INTERNAL', 'printer'])
  expect((await buffer(await printer.print(note(facts(1))))).length).toBeGreaterThan(1_000)
  expect(started).toHaveLength(2)
})

test('more notes at once than the thread takes are told that the server is busy', async () => {
  printer = openPrinter()
  const asked = Array.from({ length: 20 }, () => failure(printer?.print(note(facts(1))) ?? Promise.reject(new Error())))
  const outcomes = await Promise.all(asked)
  expect(outcomes.filter((one) => one !== 'no failure')).toEqual(
    Array.from({ length: 4 }, () => ['SERVER_BUSY', 'printer']),
  )
})
