// What a foreign code is taken for.
import { expect, test } from '@jest/globals'
import { foreignKind } from './foreign-code.ts'

test.each([
  ['wxp://f2f0abcdef', 'payment'],
  ['https://qr.alipay.com/fkx1234', 'payment'],
  ['HTTPS://QR.95516.COM/00010000/1', 'payment'],
  ['https://qr.alipay.com.example.org/x', 'link'],
  ['WIFI:S:shop;T:WPA;P:secret;;', 'wifi'],
  ['BEGIN:VCARD\nVERSION:3.0', 'contact'],
  ['tel:+8610000000', 'phone'],
  ['https://id.gs1.org/01/06901234567892/10/L1', 'gs1'],
  ['https://brand.example/products/01/06901234567892?x=1', 'gs1'],
  ['https://example.org/', 'link'],
  ['www.example.org', 'link'],
  ['6901234567892', 'barcode'],
  ['weixin://dl/business/?t=1', 'app'],
  ['你好', 'text'],
  ['', 'text'],
] as const)('%s is %s', (text, kind) => {
  expect(foreignKind(text)).toBe(kind)
})
