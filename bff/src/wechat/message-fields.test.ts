import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { messageField } from './message-fields.ts'

describe('a keyword of a message', () => {
  test.each([
    ['thing1', '云岭乳业有限责任公司（杭州经济技术开发区）第二分厂', '云岭乳业有限责任公司（杭州经济技术开发…'],
    ['thing2', ' 两行\n字 ', '两行 字'],
    ['thing3', '', '无'],
    ['character_string4', '2Q7K9M4X2Q7K9M4X2Q7K', '2Q7K9M4X2Q7K9M4X2Q7K'],
    ['character_string4', '批次 A-1107', 'A-1107'],
    ['character_string4', '批次', '-'],
    ['time5', '2026-11-28T16:05:00.000Z', '2026年11月29日 00:05'],
    ['date5', '2026-01-05T01:02:03.000Z', '2026年1月5日 09:02'],
    ['time6', 'soon', '1970年1月1日 08:00'],
    ['number7', '12.5', '12.5'],
    ['number7', '十二', '0'],
    ['phrase8', '对方已发货，请准备收货', '对方已发货'],
    ['phrase8', 'on its way', '请查看'],
    ['name9', '青原牧场2号仓库管理员张三李四', '青原牧场号仓库管理员'],
  ])('%s of %j says %j', (keyword, value, said) => {
    expect(messageField(keyword, value)).toBe(said)
  })

  const rules: Record<string, RegExp> = {
    thing1: /^[^\p{C}]{1,20}$/u,
    character_string1: /^[\x21-\x7e]{1,32}$/,
    number1: /^\d{1,32}(\.\d+)?$/,
    time1: /^\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d$/,
    name1: /^[\p{Script=Han}A-Za-z]{1,10}$/u,
    phrase1: /^\p{Script=Han}{1,5}$/u,
  }
  test.each(Object.keys(rules))('%s never breaks its rule, whatever the text', (keyword) => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.date().map(String))
    fc.assert(
      fc.property(text, (value) => {
        const said = messageField(keyword, value)
        expect(said).toMatch(rules[keyword] ?? /^$/)
        expect(said.length).toBeLessThanOrEqual(32)
      }),
    )
  })
})
