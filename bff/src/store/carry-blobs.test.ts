// Carrying blobs from one store into another: whole, once, on after a break, and never something damaged.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openS3Double, s3Settings } from '../../test/s3-double.ts'
import type { S3Double } from '../../test/s3-double.ts'
import { loadConfig } from '../config.ts'
import { blobPath } from './blobs.ts'
import type { Blobs } from './blobs.ts'
import { carryBlobs } from './carry-blobs.ts'
import { openFileBlobs } from './file-blobs.ts'
import { openS3Blobs } from './s3-blobs.ts'

const quick = { attempts: 1, attemptMs: 2_000, pauseMs: 1 }
let [root, double]: [string, S3Double | undefined] = ['', undefined]
let [files, objects, put]: [Blobs | undefined, Blobs | undefined, string[]] = [undefined, undefined, []]

const both = (): [files: Blobs, objects: Blobs, double: S3Double] => {
  if (!files || !objects || !double) throw new Error('nothing is open')
  return [files, objects, double]
}
const damage = (digest: string): Promise<void> => writeFile(path.join(root, blobPath(digest)), 'damaged')

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'carry-blobs-'))
  double = await openS3Double({ page: 7 })
  const { blobs } = loadConfig(s3Settings(double.url, '/moved'))
  if (!blobs) throw new Error('the settings name no store')
  files = openFileBlobs(root)
  objects = openS3Blobs(blobs, quick)
  put = []
  for (let n = 0; n < 30; n++) put.push(await files.put(new Uint8Array([n, 1])))
})
afterEach(async () => {
  await double?.close()
  await rm(root, { recursive: true })
})

test('every blob is carried, told of one by one, and read back', async () => {
  const [from, to, { objects: kept, asked }] = both()
  const told: number[] = []
  expect(await carryBlobs(from, to, (done) => told.push(done))).toEqual({ copied: 30, present: 0, damaged: [] })
  expect(told).toEqual(Array.from({ length: 30 }, (_none, i) => i + 1))
  expect([...kept.keys()].sort()).toEqual(put.map((digest) => `moved/${blobPath(digest)}`).sort())
  for (const [key, bytes] of kept) expect(bytes.equals(await readFile(path.join(root, key.slice(6))))).toBe(true)
  expect(asked.filter(({ method }) => method === 'GET')).toHaveLength(60)
})

test('a break ends it with the code, and the next run carries the rest alone', async () => {
  const [from, to, { next, objects: kept, asked }] = both()
  const seen = { count: 0 }
  const breaking: Blobs = {
    ...to,
    put: (bytes) => {
      if (++seen.count === 12) next({ status: 403, code: 'QuotaExceeded' }, 8)
      return to.put(bytes)
    },
  }
  await expect(carryBlobs(from, breaking)).rejects.toMatchObject({ code: 'STORAGE_FULL' })
  const before = kept.size
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(30)
  const asksBefore = asked.length
  expect(await carryBlobs(from, to)).toEqual({ copied: 30 - before, present: before, damaged: [] })
  expect(asked.slice(asksBefore).filter(({ method }) => method === 'PUT')).toHaveLength(30 - before)
})

test('what is damaged stays behind and is named, unless it is whole where it goes', async () => {
  const [from, to, { objects: kept }] = both()
  const [first = '', second = '', third = ''] = put
  await to.put(new Uint8Array([0, 1]))
  for (const digest of [first, second, third]) await damage(digest)
  expect(await carryBlobs(from, to)).toEqual({ copied: 27, present: 1, damaged: [second, third].sort() })
  expect(kept.size).toBe(28)
})

test('what was tampered with where it goes is put right', async () => {
  const [from, to, { objects: kept }] = both()
  const [first = ''] = put
  kept.set(`moved/${blobPath(first)}`, Buffer.from('tampered'))
  expect(await carryBlobs(from, to)).toMatchObject({ copied: 30, damaged: [] })
  expect([...(await to.get(first))!]).toEqual([0, 1])
})

test('the way back is the same', async () => {
  const [from, to] = both()
  await carryBlobs(from, to)
  const folder = path.join(root, 'back')
  expect(await carryBlobs(to, openFileBlobs(folder))).toEqual({ copied: 30, present: 0, damaged: [] })
  for (const digest of put)
    expect(await readFile(path.join(folder, blobPath(digest)))).toEqual(
      await readFile(path.join(root, blobPath(digest))),
    )
})

test('a store that does not give back what it took is not trusted', async () => {
  const [from, to, { objects: kept }] = both()
  const losing: Blobs = {
    ...to,
    put: async (bytes) => {
      const digest = await to.put(bytes)
      kept.delete(`moved/${blobPath(digest)}`)
      return digest
    },
  }
  await expect(carryBlobs(from, losing)).rejects.toMatchObject({ code: 'STATE_DIGEST_MISMATCH' })
})
