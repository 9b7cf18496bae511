// What great-circle.ts promises.
import { expect, test } from '@jest/globals'
import { metresBetween } from './great-circle.ts'

const point = (latitude: string, longitude: string) => ({ latitude, longitude })
const hangzhou = point('30.2741', '120.1551')

// At the antipodes the sine is flat and a metre is lost.
test.each([
  ['a place and itself', hangzhou, hangzhou, 0],
  ['one millionth of a degree', point('0', '0'), point('0', '0.000009'), 1],
  ['one degree of the equator', point('0', '0'), point('0', '1'), 111_195],
  ['one degree of a meridian', point('30', '120'), point('31', '120'), 111_195],
  ['across the date line', point('0', '179.5'), point('0', '-179.5'), 111_195],
  ['pole to pole', point('90', '0'), point('-90', '0'), 20_015_114],
  ['over the pole', point('80', '0'), point('80', '180'), 2_223_902],
  ['antipodes', point('30', '120'), point('-30', '-60'), 20_015_114],
] as const)('%s', (_name, from, to, metres) => {
  expect(metresBetween(from, to)).toBe(metres)
  expect(metresBetween(to, from)).toBe(metres)
})

test('agrees with the engine’s own haversine to a metre, from the next street to the other side of the earth', () => {
  const radians = (text: string): number => (Number(text) / 180) * Math.PI
  const engine = (a: typeof hangzhou, b: typeof hangzhou): number => {
    const up = Math.sin((radians(b.latitude) - radians(a.latitude)) / 2) ** 2
    const across = Math.sin((radians(b.longitude) - radians(a.longitude)) / 2) ** 2
    return (
      2 *
      6_371_008.8 *
      Math.asin(Math.sqrt(up + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * across))
    )
  }
  for (let i = -89; i <= 89; i += 7)
    for (let j = -179; j <= 179; j += 11) {
      const there = point(`${i}.5`, `${j}.25`)
      expect(Math.abs((metresBetween(hangzhou, there) ?? Number.NaN) - engine(hangzhou, there))).toBeLessThanOrEqual(1)
    }
})

test.each(['', 'north', '91', '-90.5', '1e1', '30.12345678', ' 30'])('%p is no latitude', (latitude) => {
  expect(metresBetween(hangzhou, point(latitude, '0'))).toBeUndefined()
})
test.each(['180.000001', '-181', '１２０', '+120'])('%p is no longitude', (longitude) => {
  expect(metresBetween(hangzhou, point('0', longitude))).toBeUndefined()
})
