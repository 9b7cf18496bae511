// In which ways a picture is looked at: the first finds nearly all; the others are for what hands, light and wear do to a code.
import { cropped, doubled, grayOf, halved, middleOf, pixelsOfGray, sharpened, smoothed, stretched } from './pixels.ts'
import type { Gray, Pixels } from './pixels.ts'
import type { ReadOptions } from './zxing-reader.ts'

export type Pass = { name: string; options: ReadOptions; change: (picture: Pixels) => Pixels }

const overGray =
  (change: (gray: Gray) => Gray) =>
  (picture: Pixels): Pixels =>
    pixelsOfGray(change(grayOf(picture)))

const asItIs = (picture: Pixels): Pixels => picture

export const firstPass: Pass = { name: 'as it is', options: { inverted: false, closed: false }, change: asItIs }

/** Tried in this order, and only while nothing was found. The second is for bright on dark, where the first is blind. */
export const deeperPasses: readonly Pass[] = [
  { name: 'inverted', options: { inverted: true, closed: true }, change: asItIs },
  {
    name: 'calm',
    options: { inverted: true, closed: false },
    change: overGray((gray) => stretched(smoothed(gray, 1))),
  },
  {
    name: 'sharp',
    options: { inverted: false, closed: false },
    change: overGray((gray) => stretched(sharpened(gray, 3, 1.5))),
  },
  {
    name: 'half',
    options: { inverted: true, closed: false },
    change: overGray((gray) => stretched(sharpened(halved(gray), 2, 1))),
  },
  {
    name: 'near',
    options: { inverted: false, closed: false },
    change: overGray((gray) => stretched(doubled(cropped(gray, middleOf(gray.width, gray.height, 0.5))))),
  },
  {
    name: 'one threshold',
    options: { inverted: false, closed: true, global: true },
    change: overGray((gray) => halved(gray)),
  },
]
