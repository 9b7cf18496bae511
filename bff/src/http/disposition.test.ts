// Names of files in headers: plain ones as they are, Chinese ones twice, none of them able to break out of the header.
import { expect, test } from '@jest/globals'
import { dispositionOf } from './disposition.ts'

test('a plain name is said once', () => {
  expect(dispositionOf('inline', 'delivery-note-7Q2K.pdf')).toBe('inline; filename="delivery-note-7Q2K.pdf"')
})

test('a Chinese name is said in UTF-8, and in a form for readers that do not know that', () => {
  expect(dispositionOf('attachment', '标签 A(1).pdf')).toBe(
    `attachment; filename="_ A(1).pdf"; filename*=UTF-8''%E6%A0%87%E7%AD%BE%20A%281%29.pdf`,
  )
})

test('what a header or a file system takes for something else is not said', () => {
  expect(dispositionOf('attachment', 'a"b\r\nX: y/../c%d\\e|f\u202Egpj.pdf')).toBe(
    'attachment; filename="a-b--X- y-..-c-d-e-f-gpj.pdf"',
  )
  expect(dispositionOf('attachment', `\uD800${'x'.repeat(500)}`).length).toBeLessThan(200)
})
