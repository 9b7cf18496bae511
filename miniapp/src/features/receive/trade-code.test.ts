import { describe, expect, test } from '@jest/globals'
import { item, milkBatch, trade } from './sample-trade'
import { readTradeCode } from './trade-code'

const hosts = ['trace.example']

describe('finding the trade', () => {
  test('from a scanned link', () => {
    expect(readTradeCode(`https://trace.example/s/t/${trade}`, false, hosts)).toEqual({ kind: 'trade', no: trade })
  })

  test('from a number typed in small letters with hyphens', () => {
    const typed = '01234-56789-abcde-fghjk'
    expect(readTradeCode(typed, true, hosts)).toEqual({ kind: 'trade', no: trade })
  })

  test('goods are no trade', () => {
    expect(readTradeCode(item(milkBatch, 1), false, hosts)).toEqual({ kind: 'goods' })
  })

  test('another host and noise are told apart', () => {
    expect(readTradeCode(`https://trace.example.evil/s/t/${trade}`, false, hosts)).toEqual({
      kind: 'wrong',
      code: 'CODE_FOREIGN_HOST',
    })
    expect(readTradeCode('hello', true, hosts)).toEqual({ kind: 'wrong', code: 'CODE_MALFORMED' })
  })
})
