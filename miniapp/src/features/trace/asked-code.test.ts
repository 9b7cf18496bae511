import { describe, expect, test } from '@jest/globals'
import { askedCode } from './asked-code'

const hosts = ['trace.example:8443']
const path = '/s/01/06901234567892/10/A1107/21/22222222222222222222'

describe('what a page was opened with', () => {
  test.each([
    ['a path', path],
    ['a link to this host', `https://trace.example:8443${path}?from=qr#top`],
    ['the same in capitals', `HTTPS://TRACE.EXAMPLE:8443${path}`],
  ])('%s is asked for by its path', (_what, text) => {
    expect(askedCode(text, hosts)).toEqual({ kind: 'goods', text: path, path })
  })
  test('a link to another host is left to the server, which must answer for its path', () => {
    const text = `https://other.example${path}`
    expect(askedCode(text, hosts)).toEqual({ kind: 'goods', text, path })
  })
  test('a carton leads to its pack, and the server is not asked about one of a foreign host', () => {
    const pack = '/s/00/106141412345678908'
    expect(askedCode(pack, hosts)).toMatchObject({ kind: 'pack', sscc: '106141412345678908' })
    expect(askedCode(`https://other.example${pack}`, hosts)).toMatchObject({ error: { code: 'CODE_FOREIGN_HOST' } })
  })
  test('a trade code leads to its trade', () => {
    expect(askedCode(`/s/t/${'7'.repeat(20)}`, hosts)).toMatchObject({ kind: 'trade', no: '7'.repeat(20) })
  })
  test.each([
    ['CODE_MALFORMED', 'hello'],
    ['CODE_CHECK_DIGIT', '/s/01/06901234567893/10/A1107'],
    ['CODE_KEY_ORDER', '/s/10/A1107/01/06901234567892'],
    ['CODE_FOREIGN_HOST', `https://trace.example:8443@evil.example${path}`],
  ])('%s is said without asking anybody', (code, text) => {
    expect(askedCode(text, hosts)).toMatchObject({ kind: 'wrong', error: { code } })
  })
  test.each([undefined, ''])('nothing is nothing', (text) => {
    expect(askedCode(text, hosts)).toEqual({ kind: 'none' })
  })
})
