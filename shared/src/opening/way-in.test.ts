// Every way in leads to the same code.
import { describe, expect, test } from '@jest/globals'
import { parseCode } from '../codes/trace-code.ts'
import type { CodeParts } from '../codes/trace-code.ts'
import { sceneOf } from './scene-of.ts'
import { textOfParameters, textOfScan } from './way-in.ts'

const no = '0123456789ABCDEFGHJK'
const batch: CodeParts = { kind: 'batch', scheme: 'gtin', product: '06901234567892', lot: 'L1' }

describe('a mini-program code', () => {
  test.each<CodeParts>([
    { kind: 'trade', trade: no },
    { kind: 'logistics', sscc: '106141412345678908' },
    batch,
    { kind: 'batch', scheme: 'own', product: 'YOGURT-1', lot: 'YL-A0121' },
  ])('carries %j within 32 characters and gives it back', (code) => {
    const scene = sceneOf(code) ?? ''
    expect(scene.length).toBeLessThanOrEqual(32)
    expect(parseCode(textOfParameters({ scene }) ?? '', { hosts: [] })).toMatchObject(code)
  })
  test('is not made of what does not fit: an item, a lot with a long name or with characters to escape', () => {
    expect(sceneOf({ ...batch, kind: 'item', serial: no })).toBeUndefined()
    expect(sceneOf({ ...batch, lot: 'A-VERY-LONG-LOT-NAME' })).toBeUndefined()
    expect(sceneOf({ ...batch, lot: 'A/B' })).toBeUndefined()
  })
})

describe('the parameters of a page', () => {
  test('prefer our own link, then the printed one, then the scene', () => {
    expect(textOfParameters({ c: '/s/t/A', q: 'https://h/s/t/B', scene: 't/C' })).toBe('/s/t/A')
    expect(textOfParameters({ q: 'https://h/s/t/B', scene: 't/C' })).toBe('https://h/s/t/B')
    expect(textOfParameters({ scene: 't/C' })).toBe('/s/t/C')
    expect(textOfParameters({})).toBeUndefined()
  })
  test('are cut where no code can be so long', () => {
    expect(textOfParameters({ q: 'x'.repeat(100_000) })).toHaveLength(600)
  })
})

describe('what a scanner read', () => {
  test.each([
    [`pages/trace/index?scene=${encodeURIComponent(`t/${no}`)}`, `/s/t/${no}`],
    [`/pages/trace/index.html?scene=t/${no}`, `/s/t/${no}`],
    [`pages/trace/index?q=${encodeURIComponent(`https://h/s/t/${no}`)}&scancode_time=1`, `https://h/s/t/${no}`],
    [`pages/trace/index?c=%2Fs%2Fx%2FA%2F10%2FL%252F1`, '/s/x/A/10/L%2F1'],
    ['pages/trace/index?scene=%zz', '%zz'],
    ['pages/trace/index?x=1', 'pages/trace/index?x=1'],
    ['https://h/s/t/A', 'https://h/s/t/A'],
    ['', ''],
  ])('%s → %s', (text, code) => {
    expect(textOfScan(text)).toBe(code)
  })
})
