// For tests: a local server that behaves like Alibaba Cloud's SendSms: it checks the signature by the documented rules with code of its
// own, refuses old times and used nonces, limits messages to a number; and, when told so, makes trouble of every kind.
import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const smsKey = { id: 'LTAI5tDoubleDouble0001', secret: 'DoubleSecretDoubleSecret000001' }
export const smsSettings = (url: string): Record<string, string> => ({
  SMS_ACCESS_KEY_ID: smsKey.id,
  SMS_ACCESS_KEY_SECRET: smsKey.secret,
  SMS_SIGN_NAME: 'EC链追溯',
  SMS_TEMPLATE: 'SMS_154950909',
  SMS_API: url,
})

export type SmsTrouble = 'hang' | 'drop' | 'error page' | 'malformed' | 'sent and lost' | { code: string }
export type SmsDouble = {
  url: string
  sent: { phone: string; code: string }[]
  /** How many requests came, whatever became of them. */
  asked: () => number
  next: (trouble: SmsTrouble) => void
  /** The newest code that reached `phone`; waits for it, for it is sent beside the answer. */
  codeFor: (phone: string, nth?: number) => Promise<string>
  close: () => Promise<void>
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex')

const encoded = (text: string): string =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[^A-Za-z0-9\-_.~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/** The signature that the documentation asks for over what has come. */
const signatureOf = (req: IncomingMessage, query: URLSearchParams, names: readonly string[], body: string): string => {
  const pairs = [...query].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort()
  const lines = names.map((name) => `${name}:${String(req.headers[name]).trim()}\n`).join('')
  const canonical = `${String(req.method)}\n/\n${pairs.join('&')}\n${lines}\n${names.join(';')}\n${hex(body)}`
  return createHmac('sha256', smsKey.secret)
    .update(`ACS3-HMAC-SHA256\n${hex(canonical)}`)
    .digest('hex')
}

const mustBeSigned = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
]
const grammar = /^ACS3-HMAC-SHA256 Credential=(\w+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})$/

const faultOf = (
  req: IncomingMessage,
  query: URLSearchParams,
  body: string,
  { nonces, clock }: { nonces: Set<string>; clock: () => number },
): string | undefined => {
  const [, id, names = '', signature] = grammar.exec(req.headers.authorization ?? '') ?? []
  if (id !== smsKey.id) return 'InvalidAccessKeyId.NotFound'
  const list = names.split(';')
  if (mustBeSigned.some((name) => !list.includes(name))) return 'IncompleteSignature'
  if (signatureOf(req, query, list, body) !== signature) return 'SignatureDoesNotMatch'
  if (Math.abs(Date.parse(String(req.headers['x-acs-date'])) - clock()) > 900_000) return 'InvalidTimeStamp.Expired'
  const nonce = String(req.headers['x-acs-signature-nonce'])
  if (nonces.has(nonce)) return 'SignatureNonceUsed'
  nonces.add(nonce)
  return undefined
}

const bodyOf = async (req: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const answer = (res: ServerResponse, status: number, code: string): void => {
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(JSON.stringify({ Code: code, Message: code, RequestId: 'F655A8D5-B967-440B-8683-DAD6FF8DE990' }))
}

/** `clock`: the time by which the gateway judges the age of a request. */
export const openSmsDouble = async (clock: () => number = Date.now): Promise<SmsDouble> => {
  const sent: { phone: string; code: string }[] = []
  const told: SmsTrouble[] = []
  const nonces = new Set<string>()
  let asked = 0

  const deliver = (query: URLSearchParams): string => {
    const phone = query.get('PhoneNumbers') ?? ''
    if (!/^1[3-9]\d{9}$/.test(phone)) return 'isv.MOBILE_NUMBER_ILLEGAL'
    if (query.get('SignName') !== 'EC链追溯') return 'isv.SMS_SIGNATURE_ILLEGAL'
    if (query.get('TemplateCode') !== 'SMS_154950909') return 'isv.SMS_TEMPLATE_ILLEGAL'
    const { code } = JSON.parse(query.get('TemplateParam') ?? '{}') as { code?: unknown }
    if (typeof code !== 'string') return 'isv.TEMPLATE_MISSING_PARAMETERS'
    sent.push({ phone, code })
    return 'OK'
  }
  const trouble = (res: ServerResponse, query: URLSearchParams, what: SmsTrouble): void => {
    if (typeof what === 'object') answer(res, what.code.startsWith('isv.') ? 200 : 400, what.code)
    else if (what === 'error page') res.writeHead(502).end('<html>')
    else if (what === 'malformed') res.end('{"Code":')
    else if (what !== 'hang') {
      if (what === 'sent and lost') deliver(query)
      res.destroy()
    }
  }
  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    asked += 1
    const body = await bodyOf(req)
    const query = new URL(req.url ?? '', 'http://double').searchParams
    const what = told.shift()
    if (what !== undefined) {
      trouble(res, query, what)
      return
    }
    const fault = faultOf(req, query, body, { nonces, clock })
    if (fault === undefined) answer(res, 200, deliver(query))
    else answer(res, 400, fault)
  }
  const server = createServer((req, res) => void serve(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const codeFor = async (phone: string, nth = 1): Promise<string> => {
    const until = Date.now() + 5_000
    for (;;) {
      const found = sent.filter((one) => one.phone === phone)[nth - 1]
      if (found !== undefined) return found.code
      if (Date.now() > until) throw new Error(`no code number ${String(nth)} came for ${phone}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    sent,
    asked: () => asked,
    next: (what) => void told.push(what),
    codeFor,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
