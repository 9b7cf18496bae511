// One signed request to a bucket (Signature Version 4): a deadline for each attempt, and another attempt where that may help.
import { hash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { failureCode, readWithin } from '../http-answer.ts'
import { errorCodeIn, mayGoBetter, s3Error } from './s3-errors.ts'
import type { S3Answer } from './s3-errors.ts'
import type { S3Place } from './store-place.ts'

/** Every request of this kind may be made twice: its outcome is the same. */
export type S3Request = {
  method: 'GET' | 'PUT'
  /** Below the bucket; empty: the bucket itself. Only characters that no address encodes. */
  key: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: Uint8Array
  /** Bytes of an answer that are read. */
  most: number
}

/** `pauseMs` before the second attempt, twice as long before each further one. */
export type Patience = { attempts: number; attemptMs: number; pauseMs: number }

/** A blob of 8 MB passes in ten seconds where there is a line worth the name. */
export const defaultPatience: Patience = { attempts: 3, attemptMs: 10_000, pauseMs: 200 }

const mostOfError = 65_536
const ofNothing = hash('sha256', '')

/** Without its query, which the signer adds. */
export const addressOf = ({ endpoint, bucket, addressing }: S3Place, key: string): URL => {
  const address = new URL(endpoint)
  if (addressing === 'host') address.host = `${bucket}.${address.host}`
  address.pathname = addressing === 'host' ? `/${key}` : `/${bucket}/${key}`
  return address
}

const sign = (place: S3Place, keys: Map<string, ArrayBuffer>, request: S3Request): AwsV4Signer => {
  const { method, key, query = {}, headers = {}, body } = request
  const url = addressOf(place, key)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  // The digest is signed and the store holds the body against it: other bytes than these are never kept under this key.
  const digest = body === undefined ? ofNothing : hash('sha256', body)
  return new AwsV4Signer({
    ...{ method, url: url.href, headers: { ...headers, 'x-amz-content-sha256': digest } },
    ...{ service: 's3', region: place.region, cache: keys },
    ...{ accessKeyId: place.keyId, secretAccessKey: place.secret },
  })
}

const once = async (signer: AwsV4Signer, { body, most }: S3Request, deadlineMs: number): Promise<S3Answer> => {
  try {
    const { method, url, headers } = await signer.sign()
    const sent = body && new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.length)
    const signal = AbortSignal.timeout(deadlineMs)
    const response = await fetch(url, { method, headers, redirect: 'manual', signal, ...(sent && { body: sent }) })
    const answer = await readWithin(response, response.ok ? most : mostOfError)
    return { status: response.status, code: response.ok ? '' : errorCodeIn(answer), body: answer }
  } catch (error) {
    return { status: 0, code: failureCode(error), body: undefined }
  }
}

/**
 * A function that asks the bucket and resolves to an answer that a further attempt would not change, of whatever status. Rejects with
 * what `s3Error` makes of the last attempt.
 */
export const openS3 = (place: S3Place, { attempts, attemptMs, pauseMs }: Patience) => {
  const keys = new Map<string, ArrayBuffer>()
  return async (request: S3Request): Promise<S3Answer> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(sign(place, keys, request), request, attemptMs)
      if (!mayGoBetter(answer)) return answer
      if (attempt >= attempts) throw s3Error(answer)
      // Not all at the same moment: they would find the store as busy as before.
      await wait(pauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2))
    }
  }
}
export type S3 = ReturnType<typeof openS3>
