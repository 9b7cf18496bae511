// What is printed on labels: a job as the printing thread gets it, and the one label as each format draws it. Plain data, in millimetres.
import type { labelTexts } from '@ectrace/shared/schema/code-requests'
import type { Language } from '../delivery-note/note-words.ts'
import type { QrLevel } from '../printing/qr-symbol.ts'

export type LabelText = (typeof labelTexts)[number]

/** What all labels of a job say alike. */
export type LabelFacts = {
  product: string
  specification?: string | undefined
  lot: string
  producedOn?: string | undefined
  expiresOn?: string | undefined
}
/** The grid of labels on a page, in mm; the first one's corner is at `left`, `top`. */
export type LabelSheet = {
  page: { width: number; height: number }
  columns: number
  rows: number
  left: number
  top: number
  stepX: number
  stepY: number
}
/** On one label, in mm from its upper left corner. `side` of the symbol with its quiet zone. */
export type LabelDesign = {
  width: number
  height: number
  qr: { x: number; y: number; side: number; modules: number; level: QrLevel }
  /** Where the lines go; absent when there are none. */
  text?: { x: number; y: number; width: number; height: number; align: 'left' | 'center' }
}
type Job = {
  language: Language
  facts: LabelFacts
  set: number
  /** Index of the first code in its set, and how many. */
  from: number
  count: number
  publicUrl: string
}
/** Labels that are drawn. `dpi`: dots an inch of the label printer. */
export type DrawnJob = Job & {
  format: 'pdf' | 'zpl' | 'svg'
  texts: readonly LabelText[]
  design: LabelDesign
  sheet: LabelSheet
  dpi: number
}
/** Labels that a print shop draws from a list. */
export type ListJob = Job & { format: 'csv' | 'xlsx' }
export type LabelJob = DrawnJob | ListJob

/** `number`: from 1, as people count the codes of a set. */
export type Label = { link: string; serial: string; number: number }

/** The serial is the last part of an item's path. */
export const labelOf = (
  { publicUrl, from }: Pick<LabelJob, 'publicUrl' | 'from'>,
  path: string,
  at: number,
): Label => ({
  link: publicUrl + path,
  serial: path.slice(path.lastIndexOf('/') + 1),
  number: from + at + 1,
})
