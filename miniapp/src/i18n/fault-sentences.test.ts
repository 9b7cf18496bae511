// What fault-sentences.ts promises.
import { describe, expect, test } from '@jest/globals'
import { faultSentence, fieldParts } from './fault-sentences'

describe('the sentence for a broken rule', () => {
  test.each([
    ['gs1-check-digit', '123', 'fault.checkDigit'],
    ['whole-units-only', '0.5', 'fault.wholeOnly'],
    ['min.1', '', 'fault.required'],
    ['min.1', '0', 'fault.atLeast'],
    ['min.8', undefined, 'fault.required'],
    ['id.place', 'x', 'fault.choose'],
    ['trade.state.dispatch', 'dispatched', 'fault.state'],
    ['unit.known', '箱子', 'fault.unknownUnit'],
  ])('%s with %j', (rule, value, key) => {
    expect(faultSentence(rule, value).key).toBe(key)
  })
  test('carries the bound and the value into the sentence', () => {
    expect(faultSentence('at-most-3-decimals', '1.2345')).toEqual({ key: 'fault.decimals', values: { n: '3' } })
    expect(faultSentence('on-hand', '9')).toEqual({ key: 'fault.onHandAt', values: { value: '9' } })
  })
  test('names a rule that has no words yet', () => {
    expect(faultSentence('brand.new-rule', 'x')).toEqual({ key: 'fault.other', values: { rule: 'brand.new-rule' } })
    expect(faultSentence('constructor', 'x').key).toBe('fault.other')
  })
})

test.each([
  ['quantity', 'quantity', undefined],
  ['lines.0.quantity', 'quantity', 1],
  ['lines.2.units.5', 'units', 3],
  ['batches.1', 'batches', 2],
])('the field %s is called %s on line %s', (field, name, line) => {
  expect(fieldParts(field)).toEqual({ name, line })
})
