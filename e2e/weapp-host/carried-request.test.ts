// wx.request of the host, over a real connection.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { carriedRequest, type RequestOptions } from './carried-request.ts'

const server = http.createServer((request, reply) => {
  if (request.url === '/silent') return
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const sent = Buffer.concat(parts).toString('hex')
    reply.writeHead(409, { 'content-type': 'application/json', 'x-request-id': 'r-1' })
    reply.end(JSON.stringify({ method: request.method, url: request.url, sent, token: request.headers.authorization }))
  })
})
let origin = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

type Outcome = Parameters<NonNullable<RequestOptions['success']>>[0] | { errMsg: string }
const send = (options: RequestOptions, to: string = origin): Promise<Outcome> =>
  new Promise((success) => {
    carriedRequest(to, () => undefined)({ ...options, success, fail: success })
  })

describe('wx.request', () => {
  test('goes to the given server whatever host the app names, and any status is a success', async () => {
    const outcome = await send({
      url: 'https://elsewhere.example/api/v1/x?a=1',
      method: 'POST',
      header: { authorization: 'Bearer t' },
      data: new Uint8Array([1, 255]).buffer,
    })
    const data = { method: 'POST', url: '/api/v1/x?a=1', sent: '01ff', token: 'Bearer t' }
    expect(outcome).toMatchObject({ statusCode: 409, header: { 'x-request-id': 'r-1' }, data })
  })
  test('gives the text unparsed when told so', async () => {
    expect(await send({ url: 'https://elsewhere.example/y', dataType: 'text' })).toMatchObject({
      data: expect.any(String),
    })
  })
  test('fails with a time-out, and with a refused connection', async () => {
    expect(await send({ url: 'https://elsewhere.example/silent', timeout: 50 })).toEqual({
      errMsg: 'request:fail timeout',
    })
    expect(await send({ url: 'https://elsewhere.example/z' }, 'http://127.0.0.1:1')).toMatchObject({
      errMsg: expect.stringMatching(/^request:fail /),
    })
  })
})
