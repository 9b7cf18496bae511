// What qr-svg.ts promises.
import { describe, expect, test } from '@jest/globals'
import jsQR from 'jsqr'
import { qrSvg, segmentsOf } from './qr-svg'

/** Paints the SVG's squares at four pixels a module, as a camera would see it. */
const pixels = (source: string): { data: Uint8ClampedArray; side: number } => {
  const svg = decodeURIComponent(source.slice(source.indexOf(',') + 1))
  const modules = Number(/viewBox='0 0 (\d+) /.exec(svg)?.[1])
  const side = modules * 4
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let dot = 0; dot < 16; dot++) {
      const at = ((Number(y) * 4 + (dot >> 2)) * side + Number(x) * 4 + (dot & 3)) * 4
      data.fill(0, at, at + 3)
    }
  }
  return { data, side }
}

const read = (text: string): string | undefined => {
  const { data, side } = pixels(qrSvg(text))
  return jsQR(data, side, side)?.data
}

describe('a QR code', () => {
  test.each([
    'https://trace.example/s/01/06901234567892/10/L2026A/21/0123456789ABCDEFGHJK',
    'https://trace.example/s/t/0123456789ABCDEFGHJK',
    '追溯码 EC链',
    'lower case only',
  ])('reads back as %s', (text) => {
    expect(read(text)).toBe(text)
  })
  test('packs the upper-case tail of a link more tightly than bytes', () => {
    const link = 'https://trace.example/s/01/06901234567892/10/L2026A/21/0123456789ABCDEFGHJK'
    expect(segmentsOf(link).map((segment) => segment.mode)).toEqual(['byte', 'alphanumeric'])
    expect(segmentsOf('short/A').map((segment) => segment.mode)).toEqual(['byte'])
  })
})
