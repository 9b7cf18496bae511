// What onward-codes.ts promises.
import { expect, test } from '@jest/globals'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { readOnward, scanGoods } from './onward-codes'

const own = { scheme: 'gtin', product: '06901234567892', lot: 'L1' } as const
const batch = formatCode({ kind: 'batch', ...own })
const item = formatCode({ kind: 'item', ...own, serial: '0123456789ABCDEFGHJK' })
const pack = formatCode({ kind: 'logistics', sscc: '106141411234567897' })

test.each([
  ['an item, whatever host its label names', `https://shop.example${item}`, [], { kind: 'added', path: item }],
  ['a pack', pack, [], { kind: 'added', path: pack }],
  ['a batch', batch, [], { kind: 'added', path: batch }],
  ['the same once more', item, [item], { kind: 'duplicate', path: item }],
  ['the code of a trade', '/s/t/0123456789ABCDEFGHJK', [], { kind: 'wrong' }],
  ['no code', 'hello', [], { kind: 'wrong' }],
  ['one too many', item, Array.from({ length: 500 }, (_, i) => `/s/${String(i)}`), { kind: 'full' }],
])('%s', (_title, text, codes, found) => {
  expect(scanGoods(text, false, codes)).toEqual(found)
})

test('what the device kept is taken back only when it is such a draft', () => {
  const draft = { codes: [item], buyer: 'B', buyerName: 'Shop', promised: '' }
  expect(readOnward(draft)).toEqual(draft)
  expect(readOnward({ ...draft, codes: [1] })).toBeUndefined()
})
