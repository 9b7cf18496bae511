// What qr-png.ts promises: a file that an independent decoder opens and in which an independent reader finds the text.
import { inflateSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import jsQR from 'jsqr'
import { qrPng } from './qr-png'

/** The picture as RGBA, by Node's own zlib. */
const painted = (png: Uint8Array): { data: Uint8ClampedArray; side: number } => {
  const view = new DataView(png.buffer)
  const side = view.getUint32(16)
  const length = view.getUint32(33)
  const rows = inflateSync(png.subarray(41, 41 + length))
  const width = 1 + Math.ceil(side / 8)
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const byte = rows[y * width + 1 + (x >> 3)] ?? 0
      if ((byte & (128 >> (x & 7))) === 0) data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  }
  return { data, side }
}

test.each([
  'https://trace.example/s/t/0123456789ABCDEFGHJK',
  'https://trace.example/s/01/06901234567892/10/L%2F1/21/012345678901234567890',
])('the picture of %s is read back', (text) => {
  const { data, side } = painted(qrPng(text))
  expect(jsQR(data, side, side)?.data).toBe(text)
})

test('the file has the marks by which every program knows a PNG', () => {
  const png = qrPng('https://trace.example/s/t/0123456789ABCDEFGHJK')
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  // The chunk that ends every PNG, with the checksum that the specification prints for it.
  expect([...png.subarray(-12)]).toEqual([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
})
