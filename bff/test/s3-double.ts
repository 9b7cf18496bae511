// For tests: a local server that behaves like an S3-compatible store. It works out every signature by code of its own, holds bodies against
// their signed digest, pages listings, answers in S3's XML; and, when told so, makes trouble of every kind.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { headerOf, queryOf, readAuthorization, signatureFor, stringToSign } from './s3-signature.ts'
import type { Received } from './s3-signature.ts'

export const s3Key = { id: 'AKIADOUBLEDOUBLE0001', secret: 'DoubleSecret/Double+Secret/0123456789ABC' }
const region = 'cn-test-1'
const bucket = 'evidence'
/** What stands behind the bucket where buckets are addressed by host. */
export const s3Domain = 'store.test'

export const s3Settings = (url: string, prefix = ''): Record<string, string> => ({
  BLOBS_URL: `${url}/${bucket}${prefix}`,
  BLOBS_REGION: region,
  BLOBS_ACCESS_KEY_ID: s3Key.id,
  BLOBS_ACCESS_KEY_SECRET: s3Key.secret,
})

type Fault = { status: number; code: string }
/** `drop`: at once. `cut upload`: after the first bytes of the body. `cut`, `stall`, `short`: half of the answer, then nothing good. */
export type S3Trouble =
  'drop' | 'cut upload' | 'hang' | 'cut' | 'stall' | 'short' | 'error page' | 'kept and lost' | Fault

export type S3Double = {
  url: string
  /** Key -> bytes, to be looked at and tampered with. */
  objects: Map<string, Buffer>
  /** Requests so far, whatever became of them. */
  asked: Received[]
  /** The next request, or so many, meet this trouble, once so many have passed. */
  next: (trouble: S3Trouble, times?: number, after?: number) => void
  /** Forgets the trouble that nobody has met yet. */
  calm: () => void
  /** Stops listening, and begins again at the same port. */
  away: () => Promise<void>
  back: () => Promise<void>
  close: () => Promise<void>
}

export type S3Manners = {
  /** The time by which it judges a request. */
  clock?: () => number
  /** `If-None-Match` on a write: kept, passed over as by older stores, or refused as by others. */
  conditions?: 'kept' | 'passed over' | 'refused'
  /** Takes buckets before the host only, as Alibaba Cloud OSS does. */
  hostOnly?: boolean
  /** Keys in a page of a listing. */
  page?: number
}

type Answer = { status: number; body?: Buffer | string; type?: string }
type Place = { bucket: string; key: string }

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one] ?? '&quot;')

const document = (root: string, fields: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${fields.join('')}</${root}>`

const field = (name: string, value: string | number): string => `<${name}>${escaped(String(value))}</${name}>`

const refusal = (status: number, code: string, more: Record<string, string> = {}): Answer => ({
  status,
  type: 'application/xml',
  body: document('Error', [
    field('Code', code),
    field('Message', `${code}: as the double says it`),
    ...Object.entries(more).map(([name, value]) => field(name, value)),
    field('RequestId', '4442587FB7D0A2F9'),
  ]).replace(/ xmlns="[^"]*"/, ''),
})

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The time of `20130524T000000Z`. */
const timeOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

/** Who asks, in the order in which S3 finds out. */
const refusedAt = (received: Received, now: number): Answer | undefined => {
  const given = headerOf(received, 'authorization')
  if (given === undefined) return refusal(403, 'AccessDenied')
  const authorization = readAuthorization(given)
  if (authorization === undefined) return refusal(400, 'AuthorizationHeaderMalformed')
  const { keyId, day, signed, signature } = authorization
  if (keyId !== s3Key.id) return refusal(403, 'InvalidAccessKeyId', { AWSAccessKeyId: keyId })
  if (authorization.region !== region || authorization.service !== 's3')
    return refusal(400, 'AuthorizationHeaderMalformed', { Region: region })
  const date = headerOf(received, 'x-amz-date') ?? ''
  if (!(Math.abs(timeOf(date) - now) <= 900_000)) return refusal(403, 'RequestTimeTooSkewed', { RequestTime: date })
  const must = ['host', ...received.headers.map(([name]) => name).filter((name) => name.startsWith('x-amz-'))]
  const isWhole = must.every((name) => signed.includes(name)) && day === date.slice(0, 8)
  if (isWhole && signatureFor(s3Key.secret, received, authorization) === signature) return undefined
  // As S3 does, it repeats what no log may have.
  const told = { SignatureProvided: signature, StringToSign: stringToSign(received, authorization) }
  return refusal(403, 'SignatureDoesNotMatch', { AWSAccessKeyId: keyId, ...told })
}

const refusedBody = (received: Received, body: Buffer): Answer | undefined => {
  const digest = headerOf(received, 'x-amz-content-sha256')
  if (digest === undefined) return refusal(400, 'MissingSecurityHeader')
  if (!/^[0-9a-f]{64}$/.test(digest)) return refusal(400, 'InvalidArgument')
  if (digest !== sha256(body)) return refusal(400, 'XAmzContentSHA256Mismatch')
  if (received.method === 'PUT' && headerOf(received, 'content-length') === undefined)
    return refusal(411, 'MissingContentLength')
  return undefined
}

const placeOf = (received: Received): Place & { byHost: boolean } => {
  const host = (headerOf(received, 'host') ?? '').replace(/:\d+$/, '')
  const path = decodeURIComponent(received.target.split('?')[0] ?? '').slice(1)
  if (host.endsWith(`.${s3Domain}`)) return { bucket: host.slice(0, -s3Domain.length - 1), key: path, byHost: true }
  const [first = '', ...rest] = path.split('/')
  return { bucket: first, key: rest.join('/'), byHost: false }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const listing = (objects: Map<string, Buffer>, query: Map<string, string>, most: number): Answer => {
  const prefix = query.get('prefix') ?? ''
  const token = query.get('continuation-token')
  const after = token === undefined ? '' : Buffer.from(token, 'base64').toString('utf8')
  const size = Math.min(Number(query.get('max-keys') ?? 1_000), 1_000, most)
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && byBytes(key, after) > 0).sort(byBytes)
  const page = keys.slice(0, size)
  const cut = page.length < keys.length
  const contents = page.map((key) => {
    const size = field('Size', objects.get(key)?.length ?? 0)
    return `<Contents>${field('Key', key)}<LastModified>2026-01-01T00:00:00.000Z</LastModified>${size}</Contents>`
  })
  const next = Buffer.from(page.at(-1) ?? '').toString('base64')
  const head = [field('Name', bucket), field('Prefix', prefix), field('KeyCount', page.length)]
  const tail = [field('IsTruncated', String(cut)), ...(cut ? [field('NextContinuationToken', next)] : [])]
  const body = document('ListBucketResult', [...head, ...tail, ...contents])
  return { status: 200, type: 'application/xml', body }
}

const bodyOf = async (req: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const receivedOf = ({ method = '', url = '', rawHeaders }: IncomingMessage): Received => ({
  ...{ method, target: url },
  headers: Array.from({ length: rawHeaders.length / 2 }, (_none, i) => [
    (rawHeaders[2 * i] ?? '').toLowerCase(),
    rawHeaders[2 * i + 1] ?? '',
  ]),
})

const send = (res: ServerResponse, { status, body = '', type = 'binary/octet-stream' }: Answer): void => {
  res.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
}

/** Half of the answer under the length of the whole, or under its own. */
const sendHalf = (res: ServerResponse, { status, body = '' }: Answer, how: 'cut' | 'stall' | 'short'): void => {
  const [whole, half] = [Buffer.from(body), Buffer.from(body).subarray(0, Buffer.byteLength(body) / 2)]
  res.writeHead(status, { 'content-length': how === 'short' ? half.length : whole.length })
  if (how === 'short') res.end(half)
  else res.write(half, () => (how === 'cut' ? res.destroy() : undefined))
}

export const openS3Double = async (manners: S3Manners = {}): Promise<S3Double> => {
  const { clock = Date.now, conditions = 'kept', hostOnly = false, page = 1_000 } = manners
  const objects = new Map<string, Buffer>()
  const asked: Received[] = []
  const told: (S3Trouble | undefined)[] = []

  const put = (received: Received, key: string, body: Buffer): Answer => {
    const condition = headerOf(received, 'if-none-match')
    if (condition !== undefined && conditions === 'refused') return refusal(501, 'NotImplemented')
    if (condition === '*' && conditions === 'kept' && objects.has(key)) return refusal(412, 'PreconditionFailed')
    objects.set(key, body)
    return { status: 200 }
  }
  const answer = (received: Received, body: Buffer): Answer => {
    const refused = refusedAt(received, clock()) ?? refusedBody(received, body)
    if (refused) return refused
    const { bucket: asksFor, key, byHost } = placeOf(received)
    if (hostOnly && !byHost) return refusal(403, 'SecondLevelDomainForbidden')
    if (asksFor !== bucket) return refusal(404, 'NoSuchBucket', { BucketName: asksFor })
    const query = new Map(queryOf(received.target))
    if (received.method === 'PUT' && key !== '') return put(received, key, body)
    if (received.method !== 'GET') return refusal(405, 'MethodNotAllowed')
    if (key === '')
      return query.get('list-type') === '2' ? listing(objects, query, page) : refusal(501, 'NotImplemented')
    const kept = objects.get(key)
    return kept === undefined ? refusal(404, 'NoSuchKey', { Key: key }) : { status: 200, body: kept }
  }
  const trouble = (res: ServerResponse, good: () => Answer, what: S3Trouble): void => {
    if (what === 'hang') return
    if (what === 'cut' || what === 'stall' || what === 'short') sendHalf(res, good(), what)
    else if (what === 'error page') send(res, { status: 502, type: 'text/html', body: '<html>Bad Gateway</html>' })
    else if (typeof what === 'object') send(res, refusal(what.status, what.code))
    else {
      if (what === 'kept and lost') good()
      res.destroy()
    }
  }
  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const received = receivedOf(req)
    asked.push(received)
    const what = told.shift()
    if (what === 'cut upload' || what === 'drop') {
      if (what === 'cut upload') await new Promise((resolve) => req.once('data', resolve))
      req.destroy()
      return
    }
    const body = await bodyOf(req)
    const good = (): Answer => answer(received, body)
    if (what === undefined) send(res, good())
    else trouble(res, good, what)
  }
  // A client that went away in the middle is no fault of this server.
  const server = createServer((req, res) => void serve(req, res).catch(() => res.destroy()))
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const away = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    objects,
    asked,
    next: (what, times = 1, after = 0) =>
      void told.push(...Array.from({ length: after + times }, (_none, i) => (i < after ? undefined : what))),
    calm: () => void told.splice(0),
    away,
    back: () => listen(port),
    close: away,
  }
}
