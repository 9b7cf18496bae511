// Blobs in an object store: the behaviour of every store, and what a server at the other end of a line shows besides.
import dns from 'node:dns'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { openS3Double, s3Domain, s3Key, s3Settings } from '../../test/s3-double.ts'
import type { S3Double, S3Manners, S3Trouble } from '../../test/s3-double.ts'
import { headerOf } from '../../test/s3-signature.ts'
import { loadConfig } from '../config.ts'
import { blobsConformance } from './blobs.conformance.ts'
import { blobPath } from './blobs.ts'
import type { Blobs } from './blobs.ts'
import { checkBlobs } from './open-blobs.ts'
import { openS3Blobs } from './s3-blobs.ts'
import type { S3Place } from './store-place.ts'

const placeFor = (url: string, prefix = '', more: Record<string, string> = {}): S3Place => {
  const { blobs } = loadConfig({ ...s3Settings(url, prefix), ...more })
  if (blobs === undefined) throw new Error('the settings name no store')
  return blobs
}

const quick = { attempts: 3, attemptMs: 300, pauseMs: 1 }
const bytes = new Uint8Array(Array.from({ length: 4_000 }, (_none, i) => i % 251))

const conform = (name: string, manners: S3Manners, folder: string): void =>
  blobsConformance(name, async () => {
    const double = await openS3Double(manners)
    const prefix = folder === '' ? '' : `${folder.slice(1)}/`
    return {
      blobs: openS3Blobs(placeFor(double.url, folder)),
      names: () =>
        Promise.resolve([...double.objects.keys()].sort().map((key) => key.replace(new RegExp(`^${prefix}`), ''))),
      write: (place, content) => {
        double.objects.set(prefix + place, Buffer.from(content))
        return Promise.resolve()
      },
      close: () => double.close(),
    }
  })

conform('an object store', {}, '')
conform('a folder of one that lists few at a time', { page: 5 }, '/trace/v1')
conform('one that passes conditions over', { conditions: 'passed over' }, '')
conform('one that refuses conditions', { conditions: 'refused' }, '/trace')

let double: S3Double
let blobs: Blobs
beforeEach(async () => {
  double = await openS3Double()
  blobs = openS3Blobs(placeFor(double.url), quick)
})
afterEach(() => double.close())

const refusalOf = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppError)) throw new Error(`refused with no code: ${String(error)}`)
  return error
}

describe('an object store that has trouble', () => {
  const passing: S3Trouble[] = [
    'drop',
    'hang',
    'error page',
    { status: 503, code: 'SlowDown' },
    { status: 500, code: 'InternalError' },
    { status: 429, code: 'TooManyRequests' },
    { status: 409, code: 'ConditionalRequestConflict' },
    { status: 400, code: 'RequestTimeout' },
    { status: 400, code: 'XAmzContentSHA256Mismatch' },
  ]
  test.each<S3Trouble>([...passing, 'cut upload', 'kept and lost'])('is written to again: %j', async (trouble) => {
    double.next(trouble, 2)
    const digest = await blobs.put(bytes)
    expect([...double.objects]).toEqual([[blobPath(digest), Buffer.from(bytes)]])
    expect(double.asked.length).toBeGreaterThan(2)
  })

  test.each<S3Trouble>([...passing, 'cut', 'stall'])('is read from again: %j', async (trouble) => {
    const digest = await blobs.put(bytes)
    double.next(trouble, 2)
    expect(await blobs.get(digest)).toEqual(bytes)
    expect(double.asked).toHaveLength(4)
  })

  test.each([
    ['drop', 'NOT_READY'],
    ['cut', 'NOT_READY'],
    ['error page', 'NOT_READY'],
    ['hang', 'SERVER_BUSY'],
    ['stall', 'SERVER_BUSY'],
    [{ status: 503, code: 'SlowDown' }, 'SERVER_BUSY'],
    [{ status: 429, code: 'TooManyRequests' }, 'SERVER_BUSY'],
    [{ status: 500, code: 'InternalError' }, 'NOT_READY'],
  ] satisfies [S3Trouble, string][])('that stays is given up after three attempts: %j is %s', async (trouble, code) => {
    double.objects.set(blobPath('0'.repeat(64)), Buffer.from(bytes))
    double.next(trouble, 3)
    const refused = await refusalOf(blobs.get('0'.repeat(64)))
    expect([refused.code, refused.details]).toEqual([code, { part: 'blobs' }])
    expect(double.asked).toHaveLength(3)
  })

  test.each([
    { status: 507, code: 'XMinioStorageFull' },
    { status: 403, code: 'QuotaExceeded' },
    { status: 400, code: 'XMinioAdminBucketQuotaExceeded' },
  ])('with its room is not asked again: %j', async (trouble) => {
    double.next(trouble)
    expect(await refusalOf(blobs.put(bytes))).toMatchObject({ code: 'STORAGE_FULL' })
    expect(double.asked).toHaveLength(1)
    expect(double.objects.size).toBe(0)
  })

  test('and gives half of an object for the whole is not believed', async () => {
    const digest = await blobs.put(bytes)
    double.next('short')
    expect(await refusalOf(blobs.get(digest))).toMatchObject({ code: 'STATE_DIGEST_MISMATCH' })
    expect(await blobs.get(digest)).toEqual(bytes)
  })

  test('and is not there at all cannot be reached, and works again when it is back', async () => {
    await double.away()
    expect(await refusalOf(blobs.put(bytes))).toMatchObject({ code: 'NOT_READY', details: { part: 'blobs' } })
    await double.back()
    expect(await blobs.get(await blobs.put(bytes))).toEqual(bytes)
  })

  test.each([
    { status: 404, code: 'NoSuchBucket' },
    { status: 404, code: 'x' },
    { status: 403, code: 'AccessDenied' },
    { status: 301, code: 'PermanentRedirect' },
  ])('does not make a blob look absent: %j', async (trouble) => {
    double.next(trouble)
    expect(await refusalOf(blobs.get('0'.repeat(64)))).toMatchObject({ code: 'NOT_READY' })
  })

  test('in the middle of a listing does not make the rest look absent', async () => {
    for (let n = 0; n < 4; n++) await blobs.put(new Uint8Array([n]))
    double.next('cut', 3)
    const list = async (): Promise<void> => {
      for await (const one of blobs.digests()) expect(one).toBe('never reached')
    }
    expect(await refusalOf(list())).toMatchObject({ code: 'NOT_READY' })
    double.next('short')
    expect(await refusalOf(list())).toMatchObject({ code: 'NOT_READY' })
  })
})

describe('a request to an object store', () => {
  test('that writes carries the digest of its body under the signature, and a second one does not write', async () => {
    const digest = await blobs.put(bytes)
    await blobs.put(bytes)
    const [first, second, third, ...more] = double.asked
    expect(first && headerOf(first, 'x-amz-content-sha256')).toBe(digest)
    expect(first && headerOf(first, 'authorization')).toContain('x-amz-content-sha256')
    expect([first?.method, second?.method, third?.method, more.length]).toEqual(['PUT', 'PUT', 'GET', 0])
  })

  test('asks a store that refuses conditions for one only once', async () => {
    const strict = await openS3Double({ conditions: 'refused' })
    const kept = openS3Blobs(placeFor(strict.url), quick)
    for (let n = 0; n < 3; n++) await kept.put(new Uint8Array([n]))
    expect(strict.asked.filter((one) => headerOf(one, 'if-none-match') !== undefined)).toHaveLength(1)
    expect(strict.objects.size).toBe(3)
    await strict.close()
  })

  test('names the bucket before the host where the store takes it there only', async () => {
    const hostOnly = await openS3Double({ hostOnly: true })
    const { port } = new URL(hostOnly.url)
    const place = placeFor(`http://${s3Domain}:${port}`, '/trace', { BLOBS_ADDRESSING: 'host' })
    const { lookup } = dns
    // No name server knows the name.
    const toHere = (_name: string, _options: unknown, done: (error: null, found: dns.LookupAddress[]) => void): void =>
      done(null, [{ address: '127.0.0.1', family: 4 }])
    Object.assign(dns, { lookup: toHere })
    try {
      const kept = openS3Blobs(place, quick)
      const digest = await kept.put(bytes)
      expect([...hostOnly.objects.keys()]).toEqual([`trace/${blobPath(digest)}`])
      expect(await kept.get(digest)).toEqual(bytes)
      for await (const one of kept.digests()) expect(one).toBe(digest)
      expect(hostOnly.asked.map((one) => headerOf(one, 'host'))).toEqual(Array(3).fill(`evidence.${s3Domain}:${port}`))
    } finally {
      Object.assign(dns, { lookup })
    }
    const byPath = { ...place, addressing: 'path' as const, endpoint: hostOnly.url }
    expect(await refusalOf(checkBlobs(byPath))).toMatchObject({
      ...{ code: 'SETTINGS_INVALID', details: { faults: [{ field: 'BLOBS_ADDRESSING' }] } },
    })
    await hostOnly.close()
  })
})

describe('what is refused for a setting', () => {
  const said: string[] = []
  const log = { warn: (about: unknown) => void said.push(JSON.stringify(about)) }
  const wrong: [field: string, change: Partial<S3Place>][] = [
    ['BLOBS_URL', { bucket: 'another' }],
    ['BLOBS_REGION', { region: 'cn-other-9' }],
    ['BLOBS_ACCESS_KEY_ID', { keyId: 'AKIASOMEBODYELSE0001' }],
    ['BLOBS_ACCESS_KEY_SECRET', { secret: 'AnotherSecret/AnotherSecret/0123' }],
  ]
  test.each(wrong)('names %s at the start, and later is a store that is not ready', async (field, change) => {
    const place = { ...placeFor(double.url), ...change }
    expect(await refusalOf(checkBlobs(place, log))).toMatchObject({
      ...{ code: 'SETTINGS_INVALID', details: { faults: [{ field }] } },
    })
    expect(await refusalOf(openS3Blobs(place, quick).put(bytes))).toMatchObject({ code: 'NOT_READY' })
    expect(double.objects.size).toBe(0)
  })

  test('never holds the secret, the signature or what was signed, however deep one looks', async () => {
    const place = { ...placeFor(double.url), secret: 'AnotherSecret/AnotherSecret/0123' }
    const { code, message, details, cause } = await refusalOf(openS3Blobs(place, quick).put(bytes))
    const { message: deeper, stack, ...rest } = cause as Error
    expect(deeper).toBe('the object store answered 403 SignatureDoesNotMatch')
    const all = JSON.stringify([code, message, details, deeper, stack, rest, (cause as Error).cause ?? null])
    for (const secret of [place.secret, place.keyId, 'AWS4-HMAC', double.url, 'x-amz'])
      expect(all).not.toContain(secret)
  })

  test('a store whose clock is another is no fault of a setting, nor is one that is away: the start goes on', async () => {
    const ahead = await openS3Double({ clock: () => Date.now() + 16 * 60_000 })
    await checkBlobs(placeFor(ahead.url), log)
    expect(await refusalOf(openS3Blobs(placeFor(ahead.url), quick).get('0'.repeat(64)))).toMatchObject({
      ...{ code: 'NOT_READY', cause: { code: 'RequestTimeTooSkewed' } },
    })
    await ahead.close()
    await checkBlobs(placeFor(ahead.url), log)
    expect(said).toEqual([expect.stringContaining('RequestTimeTooSkewed'), expect.stringContaining('ECONNREFUSED')])
    expect(said.join()).not.toContain(s3Key.secret)
  })

  test('nothing: a bucket without the blob that is asked for', async () => {
    await checkBlobs(placeFor(double.url), log)
    expect(double.asked).toHaveLength(1)
  })
})

describe('the memory that a read takes', () => {
  let huge: S3Double
  beforeAll(async () => {
    huge = await openS3Double()
  })
  afterAll(() => huge.close())

  test('ends with the limit, however large the object is', async () => {
    const digest = '1'.repeat(64)
    huge.objects.set(blobPath(digest), Buffer.alloc(256 * 1024 * 1024))
    const before = process.memoryUsage().arrayBuffers
    const reading = refusalOf(openS3Blobs(placeFor(huge.url)).get(digest))
    expect(await reading).toMatchObject({ code: 'STATE_DIGEST_MISMATCH' })
    // The object itself lies in this process and was there before.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024)
  })
})
