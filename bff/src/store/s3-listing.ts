// One page of a bucket's listing (ListObjectsV2), read out of its XML.
import type { AppError } from '@ectrace/shared/errors'
import { readXml } from '../tables/read/read-xml.ts'
import { s3Error } from './s3-errors.ts'
import type { S3Answer } from './s3-errors.ts'

/** `next` continues the listing; undefined: this was the last page. */
export type ListingPage = { keys: string[]; next: string | undefined }

/** A thousand keys of the longest kind, each with its date, tag and owner. */
export const longestPage = 4 * 1024 * 1024

type Fields = { keys: string[]; truncated: string; token: string }

const readFields = async (body: Buffer): Promise<Fields> => {
  const fields: Fields = { keys: [], truncated: '', token: '' }
  const path: string[] = []
  let text = ''
  const take: Partial<Record<string, () => void>> = {
    'ListBucketResult/Contents/Key': () => fields.keys.push(text),
    'ListBucketResult/IsTruncated': () => (fields.truncated = text),
    'ListBucketResult/NextContinuationToken': () => (fields.token = text),
  }
  // A single chunk: an iterable of its own would be awaited just the same.
  const chunks = (async function* () {
    yield await Promise.resolve(body)
  })()
  await readXml(chunks, {
    open: (name) => {
      path.push(name)
      text = ''
    },
    text: (piece) => (text += piece),
    close: () => {
      take[path.join('/')]?.()
      path.pop()
    },
  })
  return fields
}

/** Throws NOT_READY {part: blobs} for a text that is no listing. */
export const readListing = async (answer: S3Answer): Promise<ListingPage> => {
  const unreadable = (): AppError => s3Error({ ...answer, code: 'no listing' })
  if (answer.body === undefined) throw unreadable()
  const { keys, truncated, token } = await readFields(answer.body).catch(() => {
    throw unreadable()
  })
  if (truncated === 'false') return { keys, next: undefined }
  // Half of a listing must not pass for all of it.
  if (truncated !== 'true' || token === '') throw unreadable()
  return { keys, next: token }
}
