import { describe, expect, test } from '@jest/globals'
import { linkFor, linksetOf, linksOf, pageOf, shortType } from './links.ts'

const path = '/s/01/06901234567892/10/L1'
const links = linksOf('https://trace.example', { kind: 'batch' }, path, '')

describe('links behind a code', () => {
  test('hand the query on inside the scanned link, where it is no parameter of the page', () => {
    const page = new URL(pageOf(path, 'c=/s/t/evil&17=261231'), 'https://trace.example')
    expect([...page.searchParams]).toEqual([['c', `${path}?c=/s/t/evil&17=261231`]])
    expect(pageOf(path, 'x'.repeat(400))).toBe(pageOf(path, ''))
  })

  test.each(['gs1:pip', 'https://gs1.org/voc/pip', 'https://ref.gs1.org/voc/pip'])('%s is one type', (asked) => {
    expect(shortType(asked)).toBe('pip')
  })

  test('are chosen by language, and by what a machine reads', () => {
    expect(linkFor(links, 'pip', { json: false, language: 'en' })?.hreflang).toEqual(['en'])
    expect(linkFor(links, 'traceability', { json: true, language: 'zh' })?.type).toBe('application/json')
    expect(linkFor(links, 'pip', { json: true, language: 'zh' })?.type).toBe('text/html')
    for (const type of ['epil', 'constructor', ''])
      expect(linkFor(links, type, { json: false, language: 'zh' })).toBe(undefined)
  })

  test('have one default link, which stands under another type as well', () => {
    const { linkset } = linksetOf('https://trace.example' + path, '酸奶', links) as {
      linkset: Record<string, { href: string }[]>[]
    }
    const [one = {}] = linkset
    const home = one['https://gs1.org/voc/defaultLink']
    expect(home).toHaveLength(1)
    expect(Object.keys(home?.[0] ?? {})).toEqual(['href', 'title'])
    expect(one['https://gs1.org/voc/traceability']?.map(({ href }) => href)).toContain(home?.[0]?.href)
  })
})
