// What read-code.ts promises.
import { describe, expect, test } from '@jest/globals'
import { hostOf, readCode } from './read-code'

const hosts = ['trace.example']
const trade = '/s/t/0123456789ABCDEFGHJK'

describe('what the scanner makes of a text', () => {
  test('a link on a known host is a code', () => {
    expect(readCode(`https://trace.example${trade}`, false, hosts)).toMatchObject({
      kind: 'code',
      code: { kind: 'trade', path: trade },
    })
  })
  test('a link on another host is for the server to judge', () => {
    const text = `https://trace.examp1e${trade}`
    expect(readCode(text, false, hosts)).toEqual({ kind: 'ask', text })
  })
  test('a link to another place is named as what it is, and nobody is asked about it', () => {
    expect(readCode('https://id.gs1.org/01/06901234567892', false, hosts)).toMatchObject({
      kind: 'wrong',
      error: { code: 'CODE_FOREIGN_HOST' },
    })
  })
  test('a mini-program code is read by its scene', () => {
    const page = 'pages/trace/index?scene=t%2F0123456789ABCDEFGHJK'
    expect(readCode(page, false, hosts)).toMatchObject({ kind: 'code', code: { path: trade } })
  })
  test('a typed code is folded, a scanned one is taken as it is', () => {
    expect(readCode('／s／t／0123456789abcdefghjk', true, hosts)).toMatchObject({ kind: 'code', code: { path: trade } })
    expect(readCode('／s／t／0123456789abcdefghjk', false, hosts)).toMatchObject({
      kind: 'wrong',
      error: { code: 'CODE_MALFORMED' },
    })
  })
  test('a wrong check digit is told before anything is sent', () => {
    expect(readCode('/s/00/123456789012345678', true, hosts)).toMatchObject({
      kind: 'wrong',
      error: { code: 'CODE_CHECK_DIGIT' },
    })
  })
  test('the host of an origin keeps its port and loses its path', () => {
    expect(hostOf('http://192.168.1.7:8080/pages/scan/index')).toBe('192.168.1.7:8080')
  })
})
