// The signature of Alibaba Cloud's OpenAPI, version 3: ACS3-HMAC-SHA256 over method, query, headers and the digest of the body.
// help.aliyun.com, "V3 版本请求体&签名机制".
import { createHash, createHmac } from 'node:crypto'

export type SmsKey = { id: string; secret: string }
/** `headers`: names in lower case; `host` and `x-acs-…` are signed. `query` is part of what is signed. */
export type UnsignedRequest = {
  method: 'GET' | 'POST'
  query: Readonly<Record<string, string>>
  headers: Readonly<Record<string, string>>
  body: string
}

const algorithm = 'ACS3-HMAC-SHA256'
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** RFC 3986: what encodeURIComponent leaves and the signature does not. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : a > b ? 1 : 0)

/** The query as it is signed and sent. */
export const canonicalQuery = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .sort(byName)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&')

/** Value of the `Authorization` header. */
export const signRequest = ({ id, secret }: SmsKey, { method, query, headers, body }: UnsignedRequest): string => {
  const signed = Object.entries(headers)
    .filter(([name]) => name === 'host' || name.startsWith('x-acs-'))
    .sort(byName)
  const names = signed.map(([name]) => name).join(';')
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('')
  const canonical = [method, '/', canonicalQuery(query), lines, names, sha256(body)].join('\n')
  const signature = createHmac('sha256', secret)
    .update(`${algorithm}\n${sha256(canonical)}`)
    .digest('hex')
  return `${algorithm} Credential=${id},SignedHeaders=${names},Signature=${signature}`
}
