// Evidence files named by their SHA-256: written once, checked again on every read.
import { hash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@ectrace/shared/errors'

/** Largest file, in bytes: what the door lets through as an upload. */
export const blobLimit = 8 * 1024 * 1024

export type Blobs = {
  /** Durable once it resolves to the hexadecimal SHA-256. The same bytes again are no second file. Throws BODY_TOO_LARGE, STORAGE_FULL. */
  put(bytes: Uint8Array): Promise<string>
  /** Undefined when there is none. Throws STATE_DIGEST_MISMATCH when the file no longer has its digest. */
  get(digest: string): Promise<Uint8Array | undefined>
}

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes)

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined

const read = async (file: string): Promise<Uint8Array | undefined> => {
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      // A file that grew cannot have its digest any more: it is not read into memory to find that out.
      return size > blobLimit ? new Uint8Array() : new Uint8Array(await handle.readFile())
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
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
const writeOnce = async (root: string, folder: string, file: string, bytes: Uint8Array): Promise<void> => {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    await writeSynced(temporary, bytes)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw codeOf(error) === 'ENOSPC' ? new AppError('STORAGE_FULL', { cause: error }) : error
  }
  await syncFolder(folder)
  await syncFolder(root)
  if (made !== undefined) await syncFolder(path.dirname(made))
}

/** Files lie below `root` as `ab/cdef…`. */
export const openBlobs = (root: string): Blobs => {
  const placeOf = (digest: string): [folder: string, file: string] => {
    const folder = path.join(root, digest.slice(0, 2))
    return [folder, path.join(folder, digest.slice(2))]
  }
  return {
    put: async (bytes) => {
      if (bytes.length > blobLimit) throw new AppError('BODY_TOO_LARGE', { details: { limit: blobLimit } })
      const digest = sha256(bytes)
      const [folder, file] = placeOf(digest)
      const there = await read(file)
      if (there === undefined || sha256(there) !== digest) await writeOnce(root, folder, file, bytes)
      return digest
    },
    get: async (digest) => {
      if (!/^[0-9a-f]{64}$/.test(digest)) return undefined
      const bytes = await read(placeOf(digest)[1])
      if (bytes === undefined || sha256(bytes) === digest) return bytes
      throw new AppError('STATE_DIGEST_MISMATCH', { details: { blob: digest } })
    },
  }
}
