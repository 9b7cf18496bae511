// Blobs in files: the behaviour of every store, and what only a folder shows.
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { listFiles } from '../backup/tree-files.ts'
import { blobsConformance } from './blobs.conformance.ts'
import type { OpenedBlobs } from './blobs.conformance.ts'
import { blobPath } from './blobs.ts'
import { openFileBlobs } from './file-blobs.ts'

const open = async (): Promise<OpenedBlobs & { root: string }> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'blobs-'))
  const root = path.join(folder, 'blobs')
  return {
    root,
    blobs: openFileBlobs(root),
    names: () => listFiles(root),
    write: async (place, bytes) => {
      await mkdir(path.dirname(path.join(root, place)), { recursive: true })
      await writeFile(path.join(root, place), bytes)
    },
    close: () => rm(folder, { recursive: true }),
  }
}

blobsConformance('files', open)

test('a blob is a file of its bytes that belongs to its owner alone', async () => {
  const { root, blobs, close } = await open()
  const digest = await blobs.put(new Uint8Array([7, 0]))
  const file = path.join(root, blobPath(digest))
  expect([...(await readFile(file))]).toEqual([7, 0])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await close()
})
