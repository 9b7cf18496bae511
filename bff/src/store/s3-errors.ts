// What an object store's error codes mean here (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and those of MinIO, Ceph and
// Alibaba Cloud): its messages repeat keys and what was signed, so nothing but status and code leaves this layer.
import { AppError } from '@ectrace/shared/errors'
import type { FieldFault } from '@ectrace/shared/errors'

/** `status` 0: there was no answer, and `code` is the system's. `body` undefined: longer than was asked for. */
export type S3Answer = { status: number; code: string; body: Buffer | undefined }

/** What a log may say of a request that failed. */
class S3Fault extends Error {
  readonly status: number
  readonly code: string
  constructor({ status, code }: Pick<S3Answer, 'status' | 'code'>) {
    super(status === 0 ? `no answer of the object store: ${code}` : `the object store answered ${status} ${code}`)
    this.name = 'S3Fault'
    this.status = status
    this.code = code
  }
}

/** The code in the XML of an error; empty where somebody else answered in the store's place. */
export const errorCodeIn = (body: Buffer | undefined): string =>
  /<Code>([A-Za-z0-9.]{1,80})<\/Code>/.exec(body?.toString('latin1') ?? '')?.[1] ?? ''

const full = new Set([
  'InsufficientStorageSpace',
  'QuotaExceeded',
  'StorageQuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'XMinioStorageFull',
])
/** The store did not get to it, or the bytes were damaged on their way to it. */
const again = new Set([
  'BadDigest',
  'ConditionalRequestConflict',
  'OperationAborted',
  'RequestTimeout',
  'XAmzContentSHA256Mismatch',
])
const late = new Set([
  'ConditionalRequestConflict',
  'OperationAborted',
  'RequestTimeout',
  'TimeoutError',
  'UND_ERR_CONNECT_TIMEOUT',
])

const isFull = ({ status, code }: S3Answer): boolean => status === 507 || full.has(code)

/** The store knows no such request or header, and will not the next time. */
export const isNotImplemented = ({ status, code }: S3Answer): boolean => status === 501 || code === 'NotImplemented'

/** Whether the same request may have another outcome: every one of ours may be made twice. */
export const mayGoBetter = (answer: S3Answer): boolean => {
  const { status, code } = answer
  if (isFull(answer) || isNotImplemented(answer)) return false
  return status === 0 || status === 429 || status >= 500 || again.has(code)
}

/** STORAGE_FULL, SERVER_BUSY (too slow or too much), else NOT_READY; the last two with {part: blobs}. */
export const s3Error = (answer: S3Answer): AppError => {
  const cause = new S3Fault(answer)
  if (isFull(answer)) return new AppError('STORAGE_FULL', { cause })
  const busy = answer.status === 429 || answer.status === 503 || late.has(answer.code)
  return new AppError(busy ? 'SERVER_BUSY' : 'NOT_READY', { cause, details: { part: 'blobs' } })
}

/** Refusals that come of a setting; by the code of the store. */
const settingsBehind: Partial<Record<string, FieldFault>> = {
  AccessDenied: { field: 'BLOBS_ACCESS_KEY_ID', rule: 'a key that may list, read and write the bucket' },
  AuthorizationHeaderMalformed: { field: 'BLOBS_REGION', rule: 'the region of the bucket' },
  InvalidAccessKeyId: { field: 'BLOBS_ACCESS_KEY_ID', rule: 'a key that the store knows' },
  InvalidBucketName: { field: 'BLOBS_URL', rule: 'names a bucket' },
  NoSuchBucket: { field: 'BLOBS_URL', rule: 'names a bucket that is there' },
  PermanentRedirect: { field: 'BLOBS_URL', rule: 'the endpoint of the bucket’s region' },
  SecondLevelDomainForbidden: { field: 'BLOBS_ADDRESSING', rule: 'host: this store takes no bucket in the path' },
  SignatureDoesNotMatch: { field: 'BLOBS_ACCESS_KEY_SECRET', rule: 'the secret of BLOBS_ACCESS_KEY_ID' },
}

/** The setting that `error` of this layer comes of; undefined where none is to blame. */
export const settingBehind = (error: AppError): FieldFault | undefined =>
  error.cause instanceof S3Fault ? settingsBehind[error.cause.code] : undefined
