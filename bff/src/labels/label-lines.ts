// Sets the lines of a label: as large as there is room for, long names in two lines or cut with …, a serial never. Measures are mm, sizes points.
import { grouped } from '../printing/grouped.ts'
import type { Label, DrawnJob, LabelText } from './label-job.ts'
import { labelWords } from './label-words.ts'

/** Width in mm of a text at a size in points. */
export type Measure = (text: string, size: number, bold: boolean) => number

/** `baseline` from the label's upper edge. `fixed`: the same on every label of the job. */
export type Line = {
  x: number
  baseline: number
  size: number
  bold: boolean
  align: 'left' | 'center'
  width: number
  fixed: boolean
  text: (label: Label) => string
}

export const mmOfPoint = 25.4 / 72
const leastSize = 5
const easySize = 7
const mostSize = 12
const leading = 1.3
/** Of the size, from a line's top to its baseline, with half of the leading. */
const ascent = 0.98
const nameScale = 1.2

const linesAtLeast = (texts: readonly LabelText[]): number => texts.length + (texts.includes('serial') ? 1 : 0)
const lineUnits = (texts: readonly LabelText[]): number =>
  linesAtLeast(texts) + (texts.includes('product') ? nameScale - 1 : 0)

/** Height in mm below which the lines cannot be set. */
export const leastTextHeight = (texts: readonly LabelText[]): number =>
  lineUnits(texts) * leastSize * leading * mmOfPoint
/** Height in mm in which they are read easily, a name in two lines. */
export const roomyTextHeight = (texts: readonly LabelText[]): number =>
  (lineUnits(texts) + (texts.includes('product') ? nameScale : 0)) * easySize * leading * mmOfPoint

type Setting = { measure: Measure; width: number; size: number; cut: boolean }
type Piece = { scale: number; bold: boolean; fixed: boolean; text: (label: Label) => string }
/** The lines that a text takes at a size, or undefined when it does not fit. */
type Setter = (setting: Setting) => Piece[] | undefined

/** The longest beginning of `text` that fits with an ellipsis. */
const shortened = (text: string, fits: (text: string) => boolean): string => {
  if (fits(text)) return text
  const signs = Array.from(text)
  let [low, high] = [0, signs.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (fits(`${signs.slice(0, middle).join('')}…`)) low = middle
    else high = middle - 1
  }
  return `${signs.slice(0, low).join('').trimEnd()}…`
}

/** Breaks at a space, or between signs that are no letters of one word. */
const broken = (text: string, fits: (text: string) => boolean): [string, string] => {
  const signs = Array.from(text)
  let end = signs.length
  while (end > 1 && !fits(signs.slice(0, end).join(''))) end -= 1
  let at = end
  while (at > 1 && /[\w.-]/.test(signs[at - 1] ?? '') && /[\w.-]/.test(signs[at] ?? '')) at -= 1
  const cut = at > 1 ? at : end
  return [signs.slice(0, cut).join('').trim(), signs.slice(cut).join('').trim()]
}

const fixedPiece = (text: string, bold = false): Piece => ({
  scale: bold ? nameScale : 1,
  bold,
  fixed: true,
  text: () => text,
})

/** A name that may be cut when nothing else helps. */
const nameSetter =
  (text: string, bold: boolean, lines: 1 | 2): Setter =>
  ({ measure, width, size, cut }) => {
    const fits = (some: string): boolean => measure(some, size * (bold ? nameScale : 1), bold) <= width
    if (fits(text)) return [fixedPiece(text, bold)]
    const [first, second] = broken(text, fits)
    if (lines === 2 && (fits(second) || cut))
      return [fixedPiece(first, bold), fixedPiece(shortened(second, fits), bold)]
    return cut ? [fixedPiece(shortened(text, fits), bold)] : undefined
  }

const wholeSetter =
  (text: string): Setter =>
  ({ measure, width, size, cut }) => {
    const fits = (some: string): boolean => measure(some, size, false) <= width
    if (fits(text)) return [fixedPiece(text)]
    return cut && size <= leastSize ? [fixedPiece(shortened(text, fits))] : undefined
  }

/** In one line or in two; all serials are of the same length, digits and letters of about the same width. */
const serialSetter =
  (sample: Label): Setter =>
  ({ measure, width, size }) => {
    const fits = (text: string): boolean => measure(text.replace(/[^ ]/g, 'W'), size * 0.8, false) <= width
    const whole = grouped(sample.serial)
    const piece = (from: number, to?: number): Piece => ({
      scale: 1,
      bold: false,
      fixed: false,
      text: ({ serial }) => grouped(serial.slice(from, to)),
    })
    if (fits(whole)) return [piece(0)]
    const half = Math.ceil(sample.serial.length / 8) * 4
    return [piece(0, half), piece(half)]
  }

const numberSetter =
  (say: (number: string) => string): Setter =>
  ({ measure, width, size }) =>
    measure(say('0000000'), size, false) <= width || size <= leastSize
      ? [{ scale: 1, bold: false, fixed: false, text: ({ number }) => say(String(number)) }]
      : undefined

const settersOf = ({ texts, facts, language }: DrawnJob, sample: Label, nameLines: 1 | 2): Setter[] => {
  const words = labelWords(language)
  const dated = (word: string, day: string | undefined): Setter[] =>
    day === undefined ? [] : [wholeSetter(`${word} ${day}`)]
  const all: Record<LabelText, () => Setter[]> = {
    product: () => [nameSetter(facts.product, true, nameLines)],
    specification: () => (facts.specification === undefined ? [] : [nameSetter(facts.specification, false, 1)]),
    lot: () => [wholeSetter(`${words.lot} ${facts.lot}`)],
    producedOn: () => dated(words.producedOn, facts.producedOn),
    expiresOn: () => dated(words.expiresOn, facts.expiresOn),
    serial: () => [serialSetter(sample)],
    number: () => [numberSetter(words.number)],
  }
  return texts.flatMap((text) => all[text]())
}

const sizes = Array.from({ length: (mostSize - leastSize) * 4 + 1 }, (_none, i) => mostSize - i / 4)

const heightOf = (pieces: readonly Piece[], size: number): number =>
  pieces.reduce((sum, { scale }) => sum + scale * size * leading * mmOfPoint, 0)

/** The first way that fits: everything whole, then names cut at a size that is still easy to read, then whatever size is left. */
const setPieces = (job: DrawnJob, sample: Label, measure: Measure): { pieces: Piece[]; size: number } => {
  const { width = 0, height = 0 } = job.design.text ?? {}
  const attempt = (size: number, cut: boolean, nameLines: 1 | 2): Piece[] | undefined => {
    const pieces: Piece[] = []
    for (const set of settersOf(job, sample, nameLines)) {
      const lines = set({ measure, width, size, cut })
      if (lines === undefined) return undefined
      pieces.push(...lines)
    }
    return heightOf(pieces, size) <= height + 1e-6 ? pieces : undefined
  }
  for (const [cut, nameLines] of [
    [false, 2],
    [true, 2],
    [true, 1],
  ] as const) {
    for (const size of sizes) {
      if (cut && size > easySize) continue
      const pieces = attempt(size, cut, nameLines)
      if (pieces !== undefined) return { pieces, size }
    }
  }
  throw new RangeError('the lines of a label do not fit')
}

/** The lines of every label of the job; `sample` is one of its labels. */
export const labelLines = (job: DrawnJob, sample: Label, measure: Measure): Line[] => {
  const { text } = job.design
  if (text === undefined) return []
  const { pieces, size } = setPieces(job, sample, measure)
  const free = text.height - heightOf(pieces, size)
  let top = text.y + (text.align === 'left' ? free / 2 : Math.min(free / 2, 1))
  return pieces.map(({ scale, ...piece }) => {
    const own = size * scale
    const baseline = top + own * ascent * mmOfPoint
    top += own * leading * mmOfPoint
    return { ...piece, size: own, x: text.x, baseline, align: text.align, width: text.width }
  })
}

/** Where a line begins. */
export const startOf = ({ x, align, width, size, bold }: Line, text: string, measure: Measure): number =>
  align === 'left' ? x : x + (width - measure(text, size, bold)) / 2
