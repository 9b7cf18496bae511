// What product-draft.ts promises.
import { describe, expect, test } from '@jest/globals'
import { checkProduct, emptyProduct, gtinWhileTyping, productBody } from './product-draft'

describe('a product', () => {
  test('needs a name and a unit of measure, and no GTIN', () => {
    expect(checkProduct(emptyProduct).map(({ field }) => field)).toEqual(['name', 'unit'])
    expect(productBody({ ...emptyProduct, name: ' 南瓜 ', unit: 'XCT' })).toEqual({ name: '南瓜', unit: 'XCT' })
  })
  test('is refused with a GTIN whose check digit is wrong', () => {
    const draft = { ...emptyProduct, name: 'A', unit: 'XCT', gtin: '6901234567893' }
    expect(checkProduct(draft)).toEqual([{ field: 'gtin', rule: 'gs1-check-digit', value: '6901234567893' }])
  })
  test('is not sent in a unit that does not exist', () => {
    expect(() => productBody({ ...emptyProduct, name: 'A', unit: 'ZZZ' })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    )
  })
  test.each([
    ['', 'open'],
    ['690123456', 'open'],
    ['6901234567892', 'good'],
    ['6901234567893', 'wrong'],
    ['69O123', 'wrong'],
    ['123456789012345', 'wrong'],
  ])('while typing, %j is %s', (text, kind) => {
    expect(gtinWhileTyping(text).kind).toBe(kind)
  })
})
