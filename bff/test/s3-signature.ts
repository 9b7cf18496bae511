// For tests: Signature Version 4 of a request that has come, worked out from the documentation by code of its own
// (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
import { createHash, createHmac } from 'node:crypto'

/** A request as it came over the line: `target` with its query, names of headers in lower case. */
export type Received = { method: string; target: string; headers: readonly (readonly [string, string])[] }

export type Authorization = {
  keyId: string
  /** Day, region and service that the key was made for. */
  day: string
  region: string
  service: string
  signed: readonly string[]
  signature: string
}

const grammar =
  /^AWS4-HMAC-SHA256 +Credential=([^/, ]+)\/(\d{8})\/([^/, ]+)\/([^/, ]+)\/aws4_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/

/** Undefined for a text that is none. */
export const readAuthorization = (text: string): Authorization | undefined => {
  const [, keyId, day, region, service, signed, signature] = grammar.exec(text) ?? []
  if (keyId === undefined || day === undefined || region === undefined || service === undefined) return undefined
  return { keyId, day, region, service, signed: (signed ?? '').split(';'), signature: signature ?? '' }
}

export const headerOf = ({ headers }: Received, name: string): string | undefined => {
  const values = headers.filter(([one]) => one === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(',')
}

/** Bytes that an address may hold as they are; all others are `%` and two capital hexadecimal digits. */
const plain = new Set(Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'))

const encode = (bytes: Buffer, also: string): string =>
  [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      if (plain.has(byte) || also.includes(character)) return character
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

const decode = (text: string): Buffer =>
  Buffer.from(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  )

/** Name and value of each parameter as bytes said in latin1. */
export const queryOf = (target: string): [name: string, value: string][] => {
  const at = target.indexOf('?')
  const parts = at < 0 ? [] : target.slice(at + 1).split('&')
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.replaceAll('+', '%20').split('=')
      return [decode(name).toString('latin1'), decode(value.join('=')).toString('latin1')]
    })
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const canonicalQuery = (target: string): string =>
  queryOf(target)
    .map(([name, value]) => [encode(Buffer.from(name, 'latin1'), ''), encode(Buffer.from(value, 'latin1'), '')])
    .sort(([a = '', x = ''], [b = '', y = '']) => byBytes(a, b) || byBytes(x, y))
    .map((pair) => pair.join('='))
    .join('&')

export const canonicalRequest = (received: Received, signed: readonly string[]): string => {
  const { method, target } = received
  const [path = ''] = target.split('?')
  const lines = signed.map((name) => `${name}:${(headerOf(received, name) ?? '').trim().replace(/ +/g, ' ')}\n`)
  return [
    method,
    encode(decode(path), '/'),
    canonicalQuery(target),
    lines.join(''),
    signed.join(';'),
    headerOf(received, 'x-amz-content-sha256') ?? '',
  ].join('\n')
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

export const stringToSign = (
  received: Received,
  { day, region, service, signed }: Omit<Authorization, 'keyId' | 'signature'>,
): string => {
  const digest = createHash('sha256').update(canonicalRequest(received, signed)).digest('hex')
  const date = headerOf(received, 'x-amz-date') ?? ''
  return `AWS4-HMAC-SHA256\n${date}\n${day}/${region}/${service}/aws4_request\n${digest}`
}

/** Hexadecimal signature that `secret` gives. */
export const signatureFor = (
  secret: string,
  received: Received,
  scope: Omit<Authorization, 'keyId' | 'signature'>,
): string => {
  const { day, region, service } = scope
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request')
  return hmac(key, stringToSign(received, scope)).toString('hex')
}
