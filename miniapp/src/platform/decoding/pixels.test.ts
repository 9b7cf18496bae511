// What pixels.ts promises.
import { describe, expect, test } from '@jest/globals'
import { cropped, doubled, grayOf, halved, middleOf, pixelsOfGray, sharpened, smoothed, stretched } from './pixels'
import type { Gray } from './pixels'

const gray = (width: number, ...values: number[]): Gray => ({
  ...{ data: Uint8ClampedArray.from(values), width, height: values.length / width },
})

describe('pictures as bytes', () => {
  test('gray goes to RGBA and back', () => {
    const picture = gray(2, 0, 90, 200, 255)
    expect([...pixelsOfGray(picture).data.slice(4, 8)]).toEqual([90, 90, 90, 255])
    expect(grayOf(pixelsOfGray(picture))).toEqual(picture)
  })
  test('the middle is cut out at its own pixels', () => {
    const picture = gray(4, ...Array.from({ length: 16 }, (_, at) => at))
    expect([...cropped(picture, middleOf(4, 4, 0.5)).data]).toEqual([5, 6, 9, 10])
  })
  test('half the size is the mean of four, an odd edge falls off', () => {
    expect(halved(gray(3, 10, 30, 9, 50, 70, 9))).toEqual(gray(1, 40))
  })
  test('twice the size keeps the pixels and puts means between', () => {
    expect([...doubled(gray(2, 0, 100)).data.slice(0, 4)]).toEqual([0, 50, 100, 100])
  })
  test('smoothing spreads a speck and leaves an even field alone', () => {
    expect([...smoothed(gray(3, 0, 0, 0, 0, 90, 0, 0, 0, 0), 1).data]).toEqual(Array(9).fill(10))
    expect([...smoothed(gray(3, 7, 7, 7, 7, 7, 7), 1).data]).toEqual(Array(6).fill(7))
  })
  test('sharpening makes an edge steeper', () => {
    const edge = sharpened(gray(6, 60, 60, 80, 120, 140, 140), 1, 1)
    expect((edge.data[3] ?? 0) - (edge.data[2] ?? 0)).toBeGreaterThan(40)
  })
  test('stretching uses the whole range, also of a picture of one tone', () => {
    expect([...stretched(gray(4, 100, 110, 120, 150)).data]).toEqual([0, 51, 102, 255])
    expect(new Set(stretched(gray(2, 90, 90)).data).size).toBe(1)
  })
})
