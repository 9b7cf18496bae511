// Evidence files: named by their digest, whole or not there, checked when read.
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { blobLimit, openBlobs } from './blobs.ts'

const bytes = new Uint8Array([1, 2, 3, 255])
const digest = createHash('sha256').update(bytes).digest('hex')

describe('blobs', () => {
  let root: string
  beforeEach(async () => {
    root = path.join(await mkdtemp(path.join(tmpdir(), 'blobs-')), 'blobs')
  })
  afterEach(() => rm(path.dirname(root), { recursive: true }))
  const file = (): string => path.join(root, digest.slice(0, 2), digest.slice(2))

  test('are found again under the SHA-256 of their bytes', async () => {
    const blobs = openBlobs(root)
    expect(await blobs.put(bytes)).toBe(digest)
    expect(await blobs.get(digest)).toEqual(bytes)
    expect(new Uint8Array(await readFile(file()))).toEqual(bytes)
  })

  test('are stored once however often and however concurrently they are put, without leftovers', async () => {
    const blobs = openBlobs(root)
    await Promise.all(Array.from({ length: 8 }, () => blobs.put(bytes)))
    expect(await readdir(path.dirname(file()))).toEqual([digest.slice(2)])
  })

  test('that nobody put are undefined, and so is what is no digest', async () => {
    const blobs = openBlobs(root)
    expect(await blobs.get(digest)).toBeUndefined()
    expect(await blobs.get('../../etc/passwd')).toBeUndefined()
    expect(await blobs.get(digest.toUpperCase())).toBeUndefined()
  })

  test('whose file was changed are refused when read, and restored when put again', async () => {
    const blobs = openBlobs(root)
    await blobs.put(bytes)
    await writeFile(file(), new Uint8Array([1, 2, 3, 254]))
    await expect(blobs.get(digest)).rejects.toMatchObject({ code: 'STATE_DIGEST_MISMATCH', details: { blob: digest } })
    await blobs.put(bytes)
    expect(await blobs.get(digest)).toEqual(bytes)
  })

  test('whose file grew beyond the limit are refused without being read', async () => {
    const blobs = openBlobs(root)
    await blobs.put(bytes)
    await writeFile(file(), new Uint8Array(blobLimit + 1))
    await expect(blobs.get(digest)).rejects.toMatchObject({ code: 'STATE_DIGEST_MISMATCH' })
  })

  test('that are too large are refused and leave nothing', async () => {
    await expect(openBlobs(root).put(new Uint8Array(blobLimit + 1))).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
    await expect(readdir(root)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
