// Which part of a camera's frame lies in the view-finder, and which part is read when. Pure.
import type { Region } from './pixels'

type Size = { width: number; height: number }

/** The view-finder's side as a share of the shorter side of the picture on the page, with a margin for a shaking hand. */
const share = 0.8

/** The frame fills `shown` and is cut off where it does not fit (`object-fit: cover`). In pixels of the frame, inside it. */
export const viewFinderOf = (frame: Size, shown: Size): Region => {
  if (shown.width === 0 || shown.height === 0) return { left: 0, top: 0, ...frame }
  const scale = Math.max(shown.width / frame.width, shown.height / frame.height)
  const side = (share * Math.min(shown.width, shown.height)) / scale
  const [width, height] = [Math.min(frame.width, Math.round(side)), Math.min(frame.height, Math.round(side))]
  return { left: (frame.width - width) >> 1, top: (frame.height - height) >> 1, width, height }
}

export type Look = {
  /** The view-finder at the camera's own pixels, or the whole frame made smaller. */
  part: 'view-finder' | 'whole'
  /** Which of the deeper passes follows when the first finds nothing. */
  effort: number
  /** Whether jsQR may look at it as well. */
  jsqr: boolean
}

/** What is done with the frame of this number, from 0: both parts in turns, each deeper pass over both, jsQR now and then. */
export const lookAt = (frame: number): Look => ({
  part: frame % 2 === 0 ? 'view-finder' : 'whole',
  effort: frame >> 1,
  jsqr: frame % 5 === 4,
})
