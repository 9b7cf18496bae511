// Evidence named by its SHA-256: written once, checked again on every read, in files or in an object store.
import { hash } from 'node:crypto'
import { AppError } from '@ectrace/shared/errors'
import type { BlobsEngine } from './store-place.ts'

/** Largest blob, in bytes: what the door lets through as an upload. */
export const blobLimit = 8 * 1024 * 1024

/** Where the store cannot do its work: STORAGE_FULL; of an object store also NOT_READY and SERVER_BUSY {part: blobs}. */
export type Blobs = {
  readonly engine: BlobsEngine
  /** Durable once it resolves to the hexadecimal SHA-256. The same bytes again are no second blob. Throws BODY_TOO_LARGE. */
  put(bytes: Uint8Array): Promise<string>
  /** Undefined when there is none. Throws STATE_DIGEST_MISMATCH {blob} when what lies there no longer has its digest. */
  get(digest: string): Promise<Uint8Array | undefined>
  /** Every digest that is kept, ascending, however many there are; what bears another name is passed over. */
  digests(): AsyncIterable<string>
}

export const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes)

/** Asks for the blob of no bytes, which is hardly there: a store that says so can be reached and knows us. Throws what `get` throws. */
export const askBlobs = async (blobs: Blobs): Promise<void> => {
  await blobs.get(sha256(new Uint8Array()))
}

export const isDigest = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** Where a blob lies below its root, whatever keeps it: `ab/cdef…`. */
export const blobPath = (digest: string): string => `${digest.slice(0, 2)}/${digest.slice(2)}`

/** The digest of what lies at `place` below the root; undefined when that is the name of no blob. */
export const digestAt = (place: string): string | undefined =>
  /^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(place) ? place.replace('/', '') : undefined

/** Throws BODY_TOO_LARGE. */
export const mustFit = (bytes: Uint8Array): void => {
  if (bytes.length > blobLimit) throw new AppError('BODY_TOO_LARGE', { details: { limit: blobLimit } })
}

/** `bytes` if they are what `digest` names. Undefined bytes are more than any blob has. Throws STATE_DIGEST_MISMATCH {blob}. */
export const checkedBlob = (digest: string, bytes: Uint8Array | undefined): Uint8Array => {
  if (bytes !== undefined && sha256(bytes) === digest) return bytes
  throw new AppError('STATE_DIGEST_MISMATCH', { details: { blob: digest } })
}
