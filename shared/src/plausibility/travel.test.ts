// What travel.ts promises: bounds in whole metres and seconds.
import { expect, test } from '@jest/globals'
import { instantFromMs } from '../domain/time.ts'
import { travelBetween } from './travel.ts'

/** 111,195 m east of the other: 401 s at 1,000 km/h, 3,080 s at 130 km/h, and 300 s for the clocks. */
const [here, there] = [
  { latitude: '0', longitude: '0' },
  { latitude: '0', longitude: '1' },
]
const start = Date.UTC(2026, 10, 9)
const after = (seconds: number) =>
  travelBetween(
    { point: here, time: instantFromMs(start) },
    { point: there, time: instantFromMs(start + seconds * 1000) },
  )

test.each([
  [-3_600, 'impossible', 401],
  [0, 'impossible', 401],
  [100, 'impossible', 401],
  [101, 'unlikely', 3_080],
  [2_779, 'unlikely', 3_080],
  [2_780, 'likely', 3_080],
  [86_400, 'likely', 3_080],
] as const)('one degree in %d s is %s', (seconds, verdict, neededSeconds) => {
  expect(after(seconds)).toEqual({ metres: 111_195, seconds, verdict, neededSeconds })
})

test('a part of a second is not counted', () => {
  expect(after(100.999)).toMatchObject({ seconds: 100, verdict: 'impossible' })
})

test('offsets do not matter, and within one place no time is too short', () => {
  const at = (time: string) => ({ point: here, time })
  expect(travelBetween(at('2026-11-09T08:00:00+08:00'), at('2026-11-09T00:00:00Z'))).toEqual({
    metres: 0,
    seconds: 0,
    neededSeconds: 0,
    verdict: 'likely',
  })
})

test('without coordinates that are some, nothing is said', () => {
  const lost = { point: { latitude: 'x', longitude: '0' }, time: '2026-11-09T00:00:00Z' }
  expect(travelBetween(lost, lost)).toBeUndefined()
})
