// Blobs in files of a folder.
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@ectrace/shared/errors'
import { systemCode } from '../system-code.ts'
import { blobLimit, blobPath, checkedBlob, digestAt, isDigest, mustFit, sha256 } from './blobs.ts'
import type { Blobs } from './blobs.ts'

const orAbsent = (error: unknown): undefined => {
  if (systemCode(error) === 'ENOENT') return undefined
  throw error
}

const read = async (file: string): Promise<Uint8Array | undefined> => {
  const handle = await open(file, 'r').catch(orAbsent)
  if (handle === undefined) return undefined
  try {
    const { size } = await handle.stat()
    // A file that grew cannot have its digest any more: it is not read into memory to find that out.
    return size > blobLimit ? new Uint8Array() : new Uint8Array(await handle.readFile())
  } finally {
    await handle.close()
  }
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const writeSynced = async (file: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Temporary file, fsync, rename, fsync of the folders: after a crash the file is there whole or not at all. */
const writeOnce = async (root: string, file: string, bytes: Uint8Array): Promise<void> => {
  const folder = path.dirname(file)
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    await writeSynced(temporary, bytes)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw systemCode(error) === 'ENOSPC' ? new AppError('STORAGE_FULL', { cause: error }) : error
  }
  await syncFolder(folder)
  await syncFolder(root)
  if (made !== undefined) await syncFolder(path.dirname(made))
}

/** Names in a folder, sorted; none where there is no folder. */
const namesIn = async (folder: string, kind: 'isFile' | 'isDirectory'): Promise<string[]> => {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(orAbsent)) ?? []
  return entries
    .filter((entry) => entry[kind]())
    .map(({ name }) => name)
    .sort()
}

/** One folder of names at a time. */
const digestsIn = async function* (root: string): AsyncGenerator<string> {
  for (const folder of await namesIn(root, 'isDirectory')) {
    for (const name of await namesIn(path.join(root, folder), 'isFile')) {
      const digest = digestAt(`${folder}/${name}`)
      if (digest !== undefined) yield digest
    }
  }
}

/** The folder appears with the first blob. */
export const openFileBlobs = (root: string): Blobs => {
  const fileOf = (digest: string): string => path.join(root, blobPath(digest))
  return {
    engine: 'files',
    put: async (bytes) => {
      mustFit(bytes)
      const digest = sha256(bytes)
      const there = await read(fileOf(digest))
      if (there === undefined || sha256(there) !== digest) await writeOnce(root, fileOf(digest), bytes)
      return digest
    },
    get: async (digest) => {
      if (!isDigest(digest)) return undefined
      const bytes = await read(fileOf(digest))
      return bytes && checkedBlob(digest, bytes)
    },
    digests: () => digestsIn(root),
  }
}
