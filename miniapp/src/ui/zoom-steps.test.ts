// What zoom-steps.ts promises.
import { expect, test } from '@jest/globals'
import { nextZoom, zoomSetting, zoomSteps } from './zoom-steps'

test('a camera without zoom has no steps to press through', () => {
  expect(zoomSteps(undefined)).toEqual([1])
  expect(zoomSteps({ min: 1, max: 1.5 })).toEqual([1])
})
test('the steps end where the camera ends, and begin anew', () => {
  const steps = zoomSteps({ min: 0.5, max: 4 })
  expect(steps).toEqual([1, 2, 3])
  expect([nextZoom(steps, 1), nextZoom(steps, 2), nextZoom(steps, 3)]).toEqual([2, 3, 1])
})
test('a camera that counts in percent gets percent', () => {
  const range = { min: 100, max: 400 }
  expect(zoomSteps(range)).toEqual([1, 2, 3])
  expect(zoomSetting(range, 2)).toBe(200)
  expect(zoomSetting({ min: 0.5, max: 4 }, 1)).toBe(1)
})
