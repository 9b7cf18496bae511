// The door of codes for machines: links by type and language as a GS1-conformant resolver gives them, errors as such, check files.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { codeOf } from './door-fixture.ts'
import { openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
beforeAll(async () => {
  demo = await openDemo({ CHECK_FILES: 'MP_verify_a1B2.txt=a1B2' })
}, 60_000)
afterAll(() => demo.end())

const linkset = { accept: 'application/linkset+json' }
const item = (): string => demo.code('item')
const root = (): string => demo.door.deps.config.publicUrl

describe('a code that exists', () => {
  test('gives its links, readable from every page of the web', async () => {
    const answer = await demo.door.get(item(), linkset)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/linkset+json'])
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('link')).toContain('rel="http://www.w3.org/ns/json-ld#context"')
    const body = JSON.parse(answer.text) as { linkset: Record<string, unknown>[] }
    expect(body.linkset[0]?.['anchor']).toBe(root() + item())
    expect(Object.keys(body.linkset[0] ?? {})).toEqual(
      expect.arrayContaining([
        'itemDescription',
        'https://gs1.org/voc/defaultLink',
        'https://gs1.org/voc/traceability',
      ]),
    )
    for (const type of ['linkset', 'all'])
      expect((await demo.door.get(`${item()}?linkType=${type}`)).text).toBe(answer.text)
  })

  test('leads to the link of the type that was asked for, with the query', async () => {
    const trace = await demo.door.get(`${item()}?linkType=gs1:traceability&17=271231`, { accept: 'application/json' })
    expect(trace.status).toBe(307)
    const address = new URL(trace.headers.get('location') ?? '')
    expect([address.pathname, address.searchParams.get('c')]).toEqual([
      '/api/v1/trace',
      `${item()}?linkType=gs1:traceability&17=271231`,
    ])
    expect((await demo.door.get(address.pathname + address.search)).status).toBe(200)
  })

  test('names what there is when a type is not there', async () => {
    const answer = await demo.door.get(`${item()}?linkType=gs1:epil`)
    expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND'])
    expect(answer.text).toContain('gs1:recallStatus')
  })

  test('tells where its links are when it hands over to the page, a slash at its end or not', async () => {
    for (const path of [item(), `${item()}/`]) {
      const answer = await demo.door.get(path, { accept: '*/*' })
      expect([answer.status, answer.headers.get('location')]).toEqual([
        307,
        `/pages/trace/index?c=${encodeURIComponent(item())}`,
      ])
      expect(answer.headers.get('link')).toContain('rel="linkset"')
    }
  })

  test('answers HEAD and OPTIONS', async () => {
    const head = await fetch(demo.door.url + item(), { method: 'HEAD', headers: linkset })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const options = await fetch(demo.door.url + item(), { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
  })
})

describe('what is no code of ours', () => {
  test.each([
    ['/s/01/06901234567893/10/L', 400, 'CODE_CHECK_DIGIT'],
    ['/s/01/06901234567892/10/L/foo', 400, 'CODE_MALFORMED'],
    ['/s/01/06901234567892/10/NOPE', 404, 'CODE_UNKNOWN'],
  ])('%s is %i %s to a machine, and the page to a person', async (path, status, code) => {
    for (const accept of ['*/*', 'application/json', linkset.accept]) {
      const answer = await demo.door.get(path, { accept })
      expect([answer.status, answer.status === 400 ? answer.status : codeOf(answer)]).toEqual([
        status,
        status === 400 ? 400 : code,
      ])
    }
    expect((await demo.door.get(path, { accept: 'text/html' })).status).toBe(307)
  })

  test('a forged one is known as such', async () => {
    expect(codeOf(await demo.door.get(demo.code('forged'), linkset))).toBe('CODE_FORGED')
  })
})

test('links of a trade say nothing of its parties', async () => {
  const answer = await demo.door.get(demo.code('trade_accept'), linkset)
  expect(answer.status).toBe(200)
  expect(answer.text).not.toMatch(/顺达|百味/)
})

test('check files are served as the settings say, and nothing else', async () => {
  for (const path of ['/MP_verify_a1B2.txt', '/s/MP_verify_a1B2.txt']) {
    const answer = await demo.door.get(path)
    expect([answer.text, answer.headers.get('content-type')]).toEqual(['a1B2', 'text/plain; charset=utf-8'])
  }
  expect((await demo.door.get('/s/MP_verify_other.txt')).status).toBe(400)
  const about = await demo.door.get('/.well-known/gs1resolver')
  expect(about.json).toMatchObject({ resolverRoot: `${root()}/s`, supportedPrimaryKeys: ['00', '01'] })
})
