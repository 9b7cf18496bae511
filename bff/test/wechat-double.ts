// For tests: a local server that behaves like WeChat's API as its documentation says: tokens that end, codes good for one look-up,
// allowances that are used up, values that must have their type's form; and, when told so, trouble of every kind.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const appId = 'wx0123456789abcdef'
export const appSecret = '00112233445566778899aabbccddeeff'

/** What the next request to a path gets instead of its answer. */
export type Trouble = { errcode: number } | 'hang' | 'drop' | 'malformed' | 'huge' | 'error page' | 'redirect' | 'list'
/** `sent and lost`: it was done, and its answer never comes. */
type Told = Trouble | 'sent and lost'

export type SentMessage = { openid: string; template: string; page: string; data: Record<string, string> }
export type WechatDouble = {
  url: string
  /** Messages that reached somebody. */
  sent: SentMessage[]
  /** How often each path was asked. */
  asked: (path: keyof typeof paths) => number
  /** A code of `wx.login` that `openid` got. */
  codeOf: (openid: string) => string
  /** What a code of `getPhoneNumber` stands for. */
  phoneIs: (code: string, country: string, number: string) => void
  /** `openid` allows one more message of `template`. */
  allow: (openid: string, template: string) => void
  next: (path: keyof typeof paths, told: Told) => void
  /** Every token handed out so far is worth nothing any more. */
  revokeTokens: () => void
  /** Milliseconds by which its clock is ahead. */
  shift: (ms: number) => void
  close: () => Promise<void>
}

const paths = {
  token: '/cgi-bin/stable_token',
  session: '/sns/jscode2session',
  send: '/cgi-bin/message/subscribe/send',
  phone: '/wxa/business/getuserphonenumber',
} as const
type PathName = keyof typeof paths

/** Forms of values by type, from the table of the documentation. */
const forms: Record<string, RegExp> = {
  thing: /^[^\p{Cc}]{1,20}$/u,
  character_string: /^[\x21-\x7e]{1,32}$/,
  time: /^(\d{4}年\d{1,2}月\d{1,2}日 )?\d{1,2}:\d\d$/,
  phrase: /^\p{Script=Han}{1,5}$/u,
}
const holds = (keyword: string, value: unknown): boolean =>
  typeof value === 'string' && forms[keyword.replace(/\d+$/, '')]?.test(value) === true

const bodyOf = async (req: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

const answer = (res: ServerResponse, body: object): void => {
  // It really says text/plain.
  res.setHeader('content-type', 'text/plain')
  res.end(JSON.stringify(body))
}

const makeTrouble = (res: ServerResponse, trouble: Trouble): void => {
  if (typeof trouble === 'object') {
    answer(res, { ...trouble, errmsg: 'told so rid: 0-0-0' })
    return
  }
  const make: Record<Exclude<Trouble, object>, () => void> = {
    hang: () => undefined,
    drop: () => res.destroy(),
    malformed: () => res.end('{"errcode":0'),
    list: () => res.end('[]'),
    huge: () => res.end(`{"errcode":0,"x":"${'x'.repeat(200_000)}"}`),
    'error page': () => res.writeHead(502).end('<html>bad gateway</html>'),
    redirect: () => res.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  }
  make[trouble]()
}

export const openWechatDouble = async ({ expiresIn = 7_200 } = {}): Promise<WechatDouble> => {
  const tokens = new Map<string, number>()
  const codes = new Map<string, string>()
  const used = new Set<string>()
  const phones = new Map<string, { country: string; number: string }>()
  const allowed = new Map<string, number>()
  const sent: SentMessage[] = []
  const counts: Record<PathName, number> = { token: 0, session: 0, send: 0, phone: 0 }
  const told: Record<PathName, Told[]> = { token: [], session: [], send: [], phone: [] }
  let shifted = 0
  const now = (): number => Date.now() + shifted

  const token = (body: Record<string, unknown>): object => {
    if (body['appid'] !== appId) return { errcode: 40013, errmsg: 'invalid appid' }
    if (body['secret'] !== appSecret) return { errcode: 40125, errmsg: 'invalid appsecret' }
    const valid = [...tokens].find(([, until]) => until > now())
    if (valid !== undefined && body['force_refresh'] !== true)
      return { access_token: valid[0], expires_in: Math.ceil((valid[1] - now()) / 1_000) }
    tokens.clear()
    const made = randomBytes(64).toString('base64url')
    tokens.set(made, now() + expiresIn * 1_000)
    return { access_token: made, expires_in: expiresIn }
  }
  const session = (query: URLSearchParams): object => {
    const code = query.get('js_code') ?? ''
    if (query.get('secret') !== appSecret) return { errcode: 40125, errmsg: 'invalid appsecret' }
    const openid = codes.get(code)
    if (openid === undefined) return { errcode: 40029, errmsg: 'invalid code' }
    if (used.has(code)) return { errcode: 40163, errmsg: 'code been used' }
    used.add(code)
    return { openid, session_key: 'c2Vzc2lvbg==' }
  }
  const send = (query: URLSearchParams, body: Record<string, unknown>): object => {
    const until = tokens.get(query.get('access_token') ?? '')
    if (until === undefined) return { errcode: 40001, errmsg: 'invalid credential' }
    if (until <= now()) return { errcode: 42001, errmsg: 'access_token expired' }
    const { touser, template_id, page, data } = body as {
      touser: string
      template_id: string
      page: string
      data: Record<string, { value: unknown }>
    }
    if (![...codes.values()].includes(touser)) return { errcode: 40003, errmsg: 'invalid openid' }
    const place = `${touser} ${template_id}`
    const left = allowed.get(place) ?? 0
    if (left === 0) return { errcode: 43101, errmsg: 'user refuse to accept the msg' }
    const wrong = Object.entries(data).find(([keyword, { value }]) => !holds(keyword, value))
    if (wrong !== undefined) return { errcode: 47003, errmsg: `argument invalid! data.${wrong[0]}.value invalid` }
    allowed.set(place, left - 1)
    const values = Object.fromEntries(Object.entries(data).map(([keyword, { value }]) => [keyword, String(value)]))
    sent.push({ openid: touser, template: template_id, page, data: values })
    return { errcode: 0, errmsg: 'ok' }
  }

  const phone = (query: URLSearchParams, body: Record<string, unknown>): object => {
    if (!tokens.has(query.get('access_token') ?? '')) return { errcode: 40001, errmsg: 'invalid credential' }
    const found = phones.get(String(body['code']))
    if (found === undefined) return { errcode: 40029, errmsg: 'invalid code' }
    phones.delete(String(body['code']))
    const { country, number } = found
    const phone_info = { phoneNumber: `+${country}${number}`, purePhoneNumber: number, countryCode: country }
    return { errcode: 0, errmsg: 'ok', phone_info }
  }

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://double')
    const name = (Object.keys(paths) as PathName[]).find((one) => paths[one] === pathname)
    if (name === undefined) return void res.writeHead(404).end()
    counts[name] += 1
    const body = await bodyOf(req)
    const trouble = told[name].shift()
    if (trouble !== undefined && trouble !== 'sent and lost') {
      makeTrouble(res, trouble)
      return
    }
    const done = {
      token: () => token(body),
      session: () => session(searchParams),
      send: () => send(searchParams, body),
      phone: () => phone(searchParams, body),
    }[name]()
    if (trouble === 'sent and lost') res.destroy()
    else answer(res, done)
  }
  const server = createServer((req, res) => void serve(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    sent,
    asked: (path) => counts[path],
    codeOf: (openid) => {
      const code = randomBytes(16).toString('hex')
      codes.set(code, openid)
      return code
    },
    phoneIs: (code, country, number) => void phones.set(code, { country, number }),
    allow: (openid, template) => {
      const place = `${openid} ${template}`
      allowed.set(place, (allowed.get(place) ?? 0) + 1)
    },
    next: (path, trouble) => void told[path].push(trouble),
    revokeTokens: () => {
      tokens.clear()
    },
    shift: (ms) => {
      shifted += ms
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
