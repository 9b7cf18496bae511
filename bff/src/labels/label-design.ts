// Plans a label and the sheet it is on: where the code stands, how large, where the lines go, and whether all of it fits. Pure, in mm.
import { fault } from '@ectrace/shared/errors'
import type { AppError } from '@ectrace/shared/errors'
import { quietZone } from '../printing/qr-symbol.ts'
import type { QrLevel } from '../printing/qr-symbol.ts'
import { leastTextHeight, roomyTextHeight } from './label-lines.ts'
import type { LabelDesign, LabelSheet, LabelText } from './label-job.ts'

export type Grid = {
  paper: 'a4' | 'a5' | 'letter' | 'roll'
  width: number
  height: number
  columns: number
  rows: number
  gapX: number
  gapY: number
}

const papers = {
  a4: { width: 210, height: 297 },
  a5: { width: 148, height: 210 },
  letter: { width: 215.9, height: 279.4 },
} as const

/** A smaller module is less than three dots of a 203 dpi printer, and too fine for many phones. */
const leastModule = 0.33
/** From here on a symbol of level Q is read as easily as one of M, and stands more damage. */
const easyModule = 0.5
/** A larger symbol is no easier to read. */
const mostSide = 50
/** White at the edge of a label, for the cutter. */
const padding = 1.5
const leastTextWidth = 15
/** Of a label that is wider than this, the lines stand beside the code; else below it. */
const wide = 1.25
const inch = 25.4

/** Rounded up: a label that is made so much larger fits. */
const lacking = (field: string, rule: string, by: number): AppError =>
  fault('VALIDATION_FAILED', field, rule, `${String(Math.ceil(by * 100 - 1e-6) / 100)} mm`)

/** Throws VALIDATION_FAILED at `columns` or `rows`; the value says how much wider or higher the labels are than the paper. */
export const planSheet = ({ paper, width, height, columns, rows, gapX, gapY }: Grid): LabelSheet => {
  const step = { stepX: width + gapX, stepY: height + gapY }
  if (paper === 'roll') return { page: { width, height }, columns: 1, rows: 1, left: 0, top: 0, ...step }
  const page = papers[paper]
  const freeX = page.width - (columns * step.stepX - gapX)
  const freeY = page.height - (rows * step.stepY - gapY)
  if (freeX < -1e-6) throw lacking('columns', 'fits-paper-width', -freeX)
  if (freeY < -1e-6) throw lacking('rows', 'fits-paper-height', -freeY)
  return { page, columns, rows, left: freeX / 2, top: freeY / 2, ...step }
}

export type Wanted = {
  width: number
  height: number
  texts: readonly LabelText[]
  /** Modules of the symbol at each level. */
  modules: Readonly<Record<QrLevel, number>>
  /** For a printer of so many dots an inch: a module is a whole number of dots. */
  dpi?: number | undefined
}

/** `across`: mm that the label must be wider, or higher, for one more mm of code. */
type Places = {
  code: { x: number; y: number; side: number }
  limit: { field: 'width' | 'height'; across: number }
  text?: NonNullable<LabelDesign['text']>
}

const bare = ({ width, height }: Wanted): Places => {
  const side = Math.min(width, height, mostSide)
  const code = { x: (width - side) / 2, y: (height - side) / 2, side }
  return { code, limit: { field: width < height ? 'width' : 'height', across: 1 } }
}

const beside = ({ width, height }: Wanted): Places => {
  const side = Math.min(height, width / 2, mostSide)
  return {
    code: { x: 0, y: (height - side) / 2, side },
    limit: width / 2 < height ? { field: 'width', across: 2 } : { field: 'height', across: 1 },
    text: { x: side, y: padding, width: width - side - padding, height: height - 2 * padding, align: 'left' },
  }
}

const below = ({ width, height, texts }: Wanted): Places => {
  const least = leastTextHeight(texts) + padding
  const lines = Math.max(least, Math.min(roomyTextHeight(texts) + padding, height * 0.45))
  const side = Math.min(width, height - lines, mostSide)
  return {
    code: { x: (width - side) / 2, y: 0, side },
    limit: { field: width < height - lines ? 'width' : 'height', across: 1 },
    text: { x: padding, y: side, width: width - 2 * padding, height: height - side - padding, align: 'center' },
  }
}

const placesOf = (wanted: Wanted): Places => {
  if (wanted.texts.length === 0) return bare(wanted)
  return wanted.width >= wide * wanted.height ? beside(wanted) : below(wanted)
}

const moduleOf = (side: number, modules: number, dpi: number | undefined): number => {
  const module = side / (modules + 2 * quietZone)
  return dpi === undefined ? module : (Math.floor((module * dpi) / inch + 1e-6) * inch) / dpi
}

/** Throws VALIDATION_FAILED at `width` or `height`; the value says how much larger the label must be for its code or its lines. */
export const planLabel = (wanted: Wanted): LabelDesign => {
  const { width, height, texts, modules, dpi } = wanted
  const { code, limit, text } = placesOf(wanted)
  const level: QrLevel = moduleOf(code.side, modules.Q, dpi) >= easyModule ? 'Q' : 'M'
  const module = moduleOf(code.side, modules[level], dpi)
  const due = dpi === undefined ? leastModule : (Math.ceil((leastModule * dpi) / inch) * inch) / dpi
  const across = modules[level] + 2 * quietZone
  if (module < due - 1e-6) throw lacking(limit.field, 'fits-code', (due * across - code.side) * limit.across)
  if (text !== undefined && text.width < leastTextWidth)
    throw lacking('width', 'fits-text', leastTextWidth - text.width)
  const missing = text === undefined ? 0 : leastTextHeight(texts) - text.height
  if (missing > 1e-6) throw lacking('height', 'fits-text', missing)
  const side = module * across
  const shift = (code.side - side) / 2
  const qr = { x: code.x + shift, y: code.y + shift, side, modules: modules[level], level }
  return { width, height, qr, ...(text !== undefined && { text }) }
}
