// What the door does with requests before any business: bodies, headers, errors, files, limits.
import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { codeOf, errorOf, openDoor } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor({ DEMO: 'on' })
  const h5 = path.join(door.folder, 'h5', 'js')
  mkdirSync(h5, { recursive: true })
  writeFileSync(path.join(h5, '..', 'index.html'), '<!doctype html><title>EC</title>')
  writeFileSync(path.join(h5, 'app.0123abcd.js'), 'const a = 1;\n'.repeat(1_000))
})
afterAll(() => door.end())

/** A request sent by hand, so that the body can be of any size and never needs an end. */
const streamed = (
  headers: Record<string, string>,
  write: (send: (chunk: Buffer) => boolean, end: () => void) => void,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = request(`${door.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k', 'content-type': 'application/json', ...headers },
    })
    sent.on('response', resolve).on('error', reject)
    write(
      (chunk) => sent.write(chunk),
      () => sent.end(),
    )
  })
const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of message) text += String(chunk)
  return text
}

describe('bodies', () => {
  test('10 MB are refused with 413 and a code, and the connection goes on', async () => {
    const reply = await door.post('sessions', `"${'x'.repeat(10_000_000)}"`)
    expect([reply.status, codeOf(reply)]).toEqual([413, 'BODY_TOO_LARGE'])
    expect(errorOf(reply).details).toEqual({ limit: 1_048_576 })
    expect((await door.get('/healthz')).status).toBe(200)
  })

  test('10 MB without a declared length are refused as soon as the limit is passed, and not kept', async () => {
    const before = process.memoryUsage().arrayBuffers
    const message = await streamed({ 'transfer-encoding': 'chunked' }, (send, end) => {
      const chunk = Buffer.alloc(65_536, 0x20)
      for (let i = 0; i < 160; i++) send(chunk)
      end()
    })
    expect(message.statusCode).toBe(413)
    expect(await textOf(message)).toContain('BODY_TOO_LARGE')
    // One limit's worth may still wait to be collected; ten would mean that the whole body was held.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(25_000_000)
  })

  test('a sender that hangs up in the middle is nobody’s error', async () => {
    const socket = connect(Number(new URL(door.url).port), '127.0.0.1')
    socket.write(
      'POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"a"',
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    expect((await door.get('/healthz')).status).toBe(200)
    expect(door.logged()).not.toContain('"level":50')
  })

  test.each([
    ['broken JSON', '{"login":', 'INVALID_JSON'],
    ['100,000 levels', '['.repeat(100_000), 'JSON_TOO_DEEP'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'INVALID_JSON'],
    ['a prototype key', '{"__proto__":{"x":1}}', 'INVALID_JSON'],
    ['no body', '', 'VALIDATION_FAILED'],
    ['a list', '[]', 'VALIDATION_FAILED'],
  ])('%s: 400 and a code', async (_name, body, code) => {
    const reply = await door.post('sessions', body)
    expect([reply.status, codeOf(reply)]).toEqual([400, code])
  })

  test('another media type, and a compressed body, are refused', async () => {
    const plain = await door.post('sessions', '{}', { 'content-type': 'text/plain' })
    const packed = await door.post('sessions', '{}', { 'content-encoding': 'gzip' })
    expect([codeOf(plain), plain.status, codeOf(packed)]).toEqual(['UNSUPPORTED_MEDIA', 415, 'UNSUPPORTED_MEDIA'])
  })
})

describe('errors', () => {
  test('name the field and the rule, in the language asked for, Chinese otherwise', async () => {
    const chinese = await door.post('sessions', { login: 'a', password: 'b', extra: 1 })
    expect(errorOf(chinese)).toMatchObject({
      message: '填写的内容不符合要求',
      details: { faults: [{ field: 'extra', rule: 'unknown' }] },
    })
    expect(errorOf(chinese).requestId).toBe(chinese.headers.get('x-request-id'))
    const english = await door.post('sessions', {}, { 'accept-language': 'en-GB,en;q=0.9,zh;q=0.1' })
    expect(errorOf(english).message).toBe('Some fields break a rule')
    const french = await door.post('sessions', {}, { 'accept-language': 'fr' })
    expect(errorOf(french).message).toBe('填写的内容不符合要求')
  })

  test('a POST without Idempotency-Key, or with one that is not visible ASCII, is refused', async () => {
    const without = await fetch(`${door.url}/api/v1/sessions`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(await without.json()).toMatchObject({ error: { code: 'IDEMPOTENCY_KEY_REQUIRED' } })
    for (const key of ['a b', 'x'.repeat(129), 'é']) {
      const reply = await door.post('sessions', {}, { 'idempotency-key': key })
      expect(errorOf(reply).details).toMatchObject({ faults: [{ field: 'Idempotency-Key' }] })
    }
  })

  test.each(['nothing', 'sessions', 'trades/%E0%A4%A', 'organisations/a%00b'])(
    'GET %s is a coded 4xx, never a page or a stack',
    async (address) => {
      const reply = await door.get(address, { accept: 'text/html' })
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.status).toBeLessThan(500)
      expect(codeOf(reply)).toMatch(/^(NOT_FOUND|BAD_REQUEST|UNAUTHENTICATED)$/)
      expect(reply.text).not.toMatch(/node_modules|at .*\.ts/)
    },
  )

  test('If-Block must be a height', async () => {
    expect(codeOf(await door.get('log', { 'if-block': '-1' }))).toBe('VALIDATION_FAILED')
  })
})

describe('every reply', () => {
  test.each(['/healthz', '/api/v1/log', '/api/v1/nothing', '/', '/js/app.0123abcd.js'])(
    '%s carries the security headers',
    async (address) => {
      const { headers } = await door.get(address)
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
          "connect-src 'self'; worker-src 'self' blob:; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('permissions-policy')).toContain('camera=(self)')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('strict-transport-security')).toBeNull()
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  test('of the API is not kept by caches', async () => {
    expect((await door.get('log')).headers.get('cache-control')).toBe('no-store')
  })
})

describe('pages', () => {
  test('addresses of pages give the page, uncached; hashed files are kept for ever, compressed', async () => {
    for (const address of ['/', '/pages/trace/index?c=%2Fs%2Fx']) {
      const page = await door.get(address)
      expect([page.status, page.headers.get('cache-control'), page.text]).toEqual([
        200,
        'no-cache',
        '<!doctype html><title>EC</title>',
      ])
    }
    const script = await door.get('/js/app.0123abcd.js', { 'accept-encoding': 'br' })
    expect(script.headers.get('content-encoding')).toBe('br')
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(script.text).toHaveLength(13_000)
    const again = await door.get('/js/app.0123abcd.js', {
      'if-none-match': script.headers.get('etag') ?? '',
      // Otherwise fetch asks for no cached copy at all.
      'cache-control': 'max-age=0',
    })
    expect(again.status).toBe(304)
  })

  test('an unknown address leads a browser to the page that says so, and a program to a code', async () => {
    const browser = await door.get('/no/such/page', { accept: 'text/html,*/*' })
    expect([browser.status, browser.headers.get('location')]).toEqual([
      302,
      '/pages/missing/index?path=%2Fno%2Fsuch%2Fpage',
    ])
    expect(codeOf(await door.get('/no/such/file.js'))).toBe('NOT_FOUND')
    expect((await door.get('/demo')).headers.get('location')).toBe('/pages/demo/index')
  })

  test('no way leads out of the folder', async () => {
    const raw = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(door.url).port), '127.0.0.1', () =>
        socket.write('GET /../data/vault.db HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
      )
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString('latin1'))).on('close', () => resolve(text))
    })
    expect(raw).toMatch(/^HTTP\/1.1 404/)
    expect(raw).not.toContain('SQLite format')
  })
})

describe('operation', () => {
  test('readiness names each part, and the metrics name endpoints and never paths', async () => {
    const ready = await door.get('/readyz')
    expect(ready.status).toBe(200)
    const { engine } = door.deps.vault
    expect(ready.json).toMatchObject({
      ready: true,
      parts: {
        ledger: { ok: true },
        readModel: { ok: true, engine },
        vault: { ok: true, engine },
        signer: { ok: true },
        blobs: { ok: true, engine: 'files' },
      },
    })
    expect(door.logged()).toContain(`"engine":"${engine}"`)
    await door.get('trades/AAAAAAAAAAAAAAAAAAAA')
    const { text } = await door.get('/metrics')
    expect(text).toContain('ectrace_http_seconds_count{endpoint="GET /trades/:no",method="GET",status="401"}')
    expect(text).toContain('ectrace_ledger_height')
    expect(text).toContain('ectrace_nodejs_eventloop_lag_seconds')
    expect(text).not.toContain('AAAAAAAAAAAAAAAAAAAA')
  })

  test('the log holds ids and codes, and no secret, query value or path', async () => {
    await door.post(
      'sessions',
      { login: 'someone', password: 'hunter2-hunter2' },
      { authorization: 'Bearer abc.def.ghi' },
    )
    await door.get('trace?c=%2Fs%2Fx%2FQUERYVALUE')
    const text = door.logged()
    expect(text).toContain('"endpoint":"POST /sessions"')
    expect(text).not.toMatch(/hunter2|abc\.def|QUERYVALUE|someone|127\.0\.0\.1/)
  })

  test('the 121st log-in of a minute from one address is told when to come back', async () => {
    const limited = await openDoor()
    try {
      let last = 0
      for (let i = 0; i < 121; i++) {
        const reply = await limited.post('sessions', {})
        last = reply.status
        if (i === 120) {
          expect(codeOf(reply)).toBe('RATE_LIMITED')
          expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
        }
      }
      expect(last).toBe(429)
    } finally {
      await limited.end()
    }
  })
})
