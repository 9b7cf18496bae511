// What scan-unit.ts promises.
import { describe, expect, test } from '@jest/globals'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { scanUnit } from './scan-unit'

const batch = { scheme: 'gtin', product: '06901234567892', lot: 'L1' } as const
const batchPath = formatCode({ kind: 'batch', ...batch })
const item = (serial: string, lot = 'L1'): string => formatCode({ kind: 'item', ...batch, lot, serial })
const [a, b] = [item('0123456789ABCDEFGHJK'), item('0123456789ABCDEFGHJM')]
const load = { batchPath, chosen: [a], taken: new Set<string>(), need: 2 }

describe('a code scanned while loading', () => {
  test('of the batch is added, from whatever host the label names', () => {
    expect(scanUnit(`https://shop.example${b}`, false, load)).toEqual({ kind: 'added', path: b })
    expect(scanUnit(b.toLowerCase().replace('/s/01', '/s/01').replace('l1', 'L1'), true, load)).toEqual({
      kind: 'added',
      path: b,
    })
  })
  test.each([
    ['chosen already', a, load, 'duplicate'],
    ['on another line', b, { ...load, taken: new Set([b]) }, 'duplicate'],
    ['when enough are chosen', b, { ...load, need: 1 }, 'full'],
    ['of a batch whose lot only begins alike', item('0123456789ABCDEFGHJM', 'L10'), load, 'other'],
    ['of the batch itself', batchPath, load, 'wrong'],
    ['that is none', 'https://example.com', load, 'wrong'],
  ])('%s', (_title, text, of, kind) => {
    expect(scanUnit(text, false, of).kind).toBe(kind)
  })
})
