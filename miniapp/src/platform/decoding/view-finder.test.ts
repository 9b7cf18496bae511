// What view-finder.ts promises.
import { describe, expect, test } from '@jest/globals'
import { deeperPasses } from './passes'
import { lookAt, viewFinderOf } from './view-finder'

describe('the view-finder in the frame', () => {
  test('lies in the middle of what is shown of an upright frame', () => {
    const region = viewFinderOf({ width: 1080, height: 1920 }, { width: 390, height: 500 })
    expect(region).toEqual({ left: 108, top: 528, width: 864, height: 864 })
  })
  test('is what the page shows of a frame that is cut off at its sides', () => {
    // 640 × 480 in 360 × 480: the scale is 1, so the shorter side of the page counts.
    expect(viewFinderOf({ width: 640, height: 480 }, { width: 360, height: 480 })).toEqual({
      ...{ left: 176, top: 96, width: 288, height: 288 },
    })
  })
  test('never leaves the frame, and is all of it while nothing is shown', () => {
    const small = viewFinderOf({ width: 100, height: 50 }, { width: 400, height: 200 })
    expect(small.left + small.width).toBeLessThanOrEqual(100)
    expect(small.top + small.height).toBeLessThanOrEqual(50)
    expect(viewFinderOf({ width: 9, height: 7 }, { width: 0, height: 0 })).toEqual({
      ...{ left: 0, top: 0, width: 9, height: 7 },
    })
  })
})

describe('what is done with which frame', () => {
  test('every deeper pass meets the view-finder and the whole within one round', () => {
    const round = Array.from({ length: 2 * deeperPasses.length }, (_, frame) => lookAt(frame))
    for (const part of ['view-finder', 'whole'] as const) {
      const passes = round.filter((look) => look.part === part).map(({ effort }) => effort % deeperPasses.length)
      expect(new Set(passes).size).toBe(deeperPasses.length)
    }
  })
  test('jsQR looks at both parts now and then, never at two frames in a row', () => {
    const looks = Array.from({ length: 40 }, (_, frame) => lookAt(frame))
    expect(new Set(looks.filter(({ jsqr }) => jsqr).map(({ part }) => part)).size).toBe(2)
    expect(looks.some(({ jsqr }, at) => jsqr && looks[at + 1]?.jsqr === true)).toBe(false)
  })
})
