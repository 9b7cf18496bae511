// The factors that a zoom button goes through, and what each means to the camera. Pure.
import type { ZoomRange } from '../platform/ports'

/** What the camera shows without zoom: some count from 1, some in percent, some begin wider than that. */
const plain = ({ min, max }: ZoomRange): number => (min <= 1 && max >= 1 ? 1 : min)

/** 1, 2, 3 and 5 as far as the camera goes; one step alone is no zoom. */
export const zoomSteps = (range: ZoomRange | undefined): readonly number[] => {
  if (!range) return [1]
  return [1, 2, 3, 5].filter((factor) => factor === 1 || factor * plain(range) <= range.max)
}

/** The step after this one, back to the first after the last. */
export const nextZoom = (steps: readonly number[], factor: number): number => steps[steps.indexOf(factor) + 1] ?? 1

/** In the camera's own numbers. */
export const zoomSetting = (range: ZoomRange | undefined, factor: number): number =>
  range ? factor * plain(range) : factor
