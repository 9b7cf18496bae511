// What pin-lock.ts promises.
import { expect, test } from '@jest/globals'
import { isPin } from './pin-lock.ts'

test.each([
  ['1234', true],
  ['12345678', true],
  ['123', false],
  ['123456789', false],
  ['12a4', false],
  ['１２３４', false],
])('%s as a PIN: %s', (text, holds) => {
  expect(isPin(text)).toBe(holds)
})
