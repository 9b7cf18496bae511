// Blobs as objects in a bucket of an S3-compatible store, under the same names as files have.
import { blobLimit, blobPath, checkedBlob, digestAt, isDigest, mustFit, sha256 } from './blobs.ts'
import type { Blobs } from './blobs.ts'
import { isNotImplemented, s3Error } from './s3-errors.ts'
import type { S3Answer } from './s3-errors.ts'
import { longestPage, readListing } from './s3-listing.ts'
import { defaultPatience, openS3 } from './s3-request.ts'
import type { Patience, S3 } from './s3-request.ts'
import type { S3Place } from './store-place.ts'

const isGood = ({ status }: S3Answer): boolean => status >= 200 && status < 300

/** The answer's bytes; undefined where there is no such object. A missing bucket, or somebody else's 404, is no missing object. */
const read = async (ask: S3, key: string): Promise<{ bytes: Uint8Array | undefined } | undefined> => {
  const answer = await ask({ method: 'GET', key, most: blobLimit })
  if (answer.code === 'NoSuchKey') return undefined
  if (!isGood(answer)) throw s3Error(answer)
  return { bytes: answer.body && new Uint8Array(answer.body) }
}

/**
 * Writes what is not there; resolves to false where something is. A store that knows no conditions writes it again: it is the same.
 */
const putter = (ask: S3) => {
  let conditional = true
  const put = async (key: string, body: Uint8Array, always: boolean): Promise<boolean> => {
    const asked = conditional && !always
    const headers = { 'content-type': 'application/octet-stream', ...(asked && { 'if-none-match': '*' }) }
    const answer = await ask({ method: 'PUT', key, headers, body, most: longestPage })
    if (isGood(answer)) return true
    if (answer.status === 412 && asked) return false
    if (!asked || !isNotImplemented(answer)) throw s3Error(answer)
    conditional = false
    return put(key, body, true)
  }
  return put
}

const digestsBelow = async function* (ask: S3, prefix: string): AsyncGenerator<string> {
  const asked = { 'list-type': '2', 'max-keys': '1000', ...(prefix !== '' && { prefix }) }
  let next: string | undefined
  do {
    const query = { ...asked, ...(next !== undefined && { 'continuation-token': next }) }
    const answer = await ask({ method: 'GET', key: '', query, most: longestPage })
    if (!isGood(answer)) throw s3Error(answer)
    const page = await readListing(answer)
    for (const key of page.keys) {
      const digest = key.startsWith(prefix) ? digestAt(key.slice(prefix.length)) : undefined
      if (digest !== undefined) yield digest
    }
    next = page.next
  } while (next !== undefined)
}

/** Nothing is asked of the store before the first blob is. */
export const openS3Blobs = (place: S3Place, patience: Patience = defaultPatience): Blobs => {
  const ask = openS3(place, patience)
  const put = putter(ask)
  const keyOf = (digest: string): string => place.prefix + blobPath(digest)
  return {
    engine: 's3',
    put: async (bytes) => {
      mustFit(bytes)
      const digest = sha256(bytes)
      if (await put(keyOf(digest), bytes, false)) return digest
      const there = await read(ask, keyOf(digest))
      const isWhole = there?.bytes !== undefined && sha256(there.bytes) === digest
      if (!isWhole) await put(keyOf(digest), bytes, true)
      return digest
    },
    get: async (digest) => {
      if (!isDigest(digest)) return undefined
      const there = await read(ask, keyOf(digest))
      return there && checkedBlob(digest, there.bytes)
    },
    digests: () => digestsBelow(ask, place.prefix),
  }
}
