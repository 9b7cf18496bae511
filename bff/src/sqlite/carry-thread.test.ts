// The thread that carries the write-ahead log over: while it lives it does so early, and without it SQLite does so itself, later.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { DatabaseSync } from 'node:sqlite'
import { openCarrier, startCarryWorker } from './carry-thread.ts'
import { openStateDatabase } from '../ledger/embedded/state-schema.ts'

const mebibyte = 1024 * 1024

let folder: string
let file: string
let database: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'carry-'))
  file = path.join(folder, 'state.db')
  database = openStateDatabase(file)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await pause(5)
}
const bytesOf = (): number => statSync(file).size
const write = (mebibytes: number): void => {
  const insert = database.prepare('INSERT INTO tile VALUES (0, (SELECT count(*) FROM tile), zeroblob(?))')
  for (let i = 0; i < mebibytes; i++) insert.run(mebibyte)
}

test('what was written is in the file once enough transactions have passed', async () => {
  write(4)
  expect(bytesOf()).toBeLessThan(mebibyte)
  const carrier = openCarrier(file, () => undefined)
  carrier.reached(512)
  await until(() => bytesOf() > 4 * mebibyte)
  await carrier.close()
  database.close()
})

test('every third time the writer is asked to do the rest', async () => {
  const finished: number[] = []
  let size = 0
  const carrier = openCarrier(file, () => finished.push(size))
  for (let round = 1; round <= 6; round++) {
    size = round * 512
    write(1)
    await until(() => {
      carrier.reached(size)
      return bytesOf() > round * mebibyte && finished.length === Math.floor(round / 3)
    })
  }
  expect(finished).toEqual([3 * 512, 6 * 512])
  await carrier.close()
  database.close()
})

test('a thread that died holds nobody up: what is written later is carried over by SQLite, and closing ends', async () => {
  const worker = startCarryWorker(file)
  let finished = 0
  const carrier = openCarrier(
    file,
    () => (finished += 1),
    () => worker,
  )
  const ended = worker.terminate()
  carrier.reached(512)
  await ended
  carrier.reached(1_024)
  write(80)
  expect([finished, bytesOf() > 60 * mebibyte]).toEqual([0, true])
  await carrier.close()
  database.close()
})
