// Receipt numbers: as they are given out, and as people type them.
import { expect, test } from '@jest/globals'
import { foldReceipt, receiptBytes, receiptOfRandom } from './report-receipt.ts'

test('a receipt number is R and a character for each random byte', () => {
  expect(receiptOfRandom(Uint8Array.from({ length: receiptBytes }, (_none, i) => i * 31))).toBe('R0ZYXWVTSRQPN')
})

test.each(['R0ZYXWVTSRQPN', 'r0zyxwvtsrqpn', 'ROZYX-WVTS-RQPN', 'Ｒ０ＺＹＸ ＷＶＴＳ ＲＱＰＮ'])(
  '%s is read as R0ZYXWVTSRQPN',
  (text) => {
    expect(foldReceipt(text)).toBe('R0ZYXWVTSRQPN')
  },
)

test.each(['', 'R', 'R0ZYXWVTSRQP', 'R0ZYXWVTSRQPNN', '0ZYXWVTSRQPNX', 'R0ZYXWVTSRQPU'])('%j can be none', (text) => {
  expect(foldReceipt(text)).toBeUndefined()
})
