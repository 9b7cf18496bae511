// What labels are to look like: a few layouts that fit what printers are sold with, and what is asked of the server.
import type { QueryOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import { rangeOf, sizeOf } from './code-range'

export const labelFormats = ['pdf', 'zpl', 'csv', 'xlsx', 'svg'] as const
export type LabelFormat = (typeof labelFormats)[number]
export const labelTexts = ['product', 'specification', 'lot', 'producedOn', 'expiresOn', 'serial', 'number'] as const
export type LabelText = (typeof labelTexts)[number]

type Layout = {
  paper: 'a4' | 'a5' | 'letter' | 'roll'
  width: number
  height: number
  columns: number
  rows: number
  gapX: number
  gapY: number
}

/** Sheets as they are sold (63.5 × 38.1 mm is 21 on A4), and rolls of label printers. */
export const layouts = {
  'a4-21': { paper: 'a4', width: 63.5, height: 38.1, columns: 3, rows: 7, gapX: 2.5, gapY: 0 },
  'a4-65': { paper: 'a4', width: 38.1, height: 21.2, columns: 5, rows: 13, gapX: 2.5, gapY: 0 },
  'a4-12': { paper: 'a4', width: 63.5, height: 72, columns: 3, rows: 4, gapX: 2.5, gapY: 0 },
  'roll-60-40': { paper: 'roll', width: 60, height: 40, columns: 1, rows: 1, gapX: 0, gapY: 0 },
  'roll-40-30': { paper: 'roll', width: 40, height: 30, columns: 1, rows: 1, gapX: 0, gapY: 0 },
} as const satisfies Record<string, Layout>
export type LayoutName = keyof typeof layouts
export const layoutNames = Object.keys(layouts) as LayoutName[]

export const dpis = ['203', '300', '600'] as const

export type LabelsDraft = {
  from: string
  to: string
  format: LabelFormat
  layout: LayoutName
  dpi: (typeof dpis)[number]
  texts: readonly LabelText[]
}

export const firstLabels = (count: number): LabelsDraft => ({
  from: '1',
  to: String(count),
  format: 'pdf',
  layout: 'a4-21',
  dpi: '203',
  texts: ['product', 'lot', 'expiresOn', 'serial'],
})

/** Tables hold everything; only what is printed has a layout. */
export const hasLayout = (format: LabelFormat): boolean => format === 'pdf' || format === 'zpl' || format === 'svg'
/** A sheet is for paper: a label printer has a roll. */
export const layoutsFor = (format: LabelFormat): LayoutName[] =>
  format === 'zpl' ? layoutNames.filter((name) => layouts[name].paper === 'roll') : layoutNames

type Query = Partial<Record<keyof NonNullable<QueryOf<typeof endpoints.labels>>, string | number>>
type About = { set: number; language: 'zh' | 'en' }

const layoutFor = ({ format, layout }: LabelsDraft): Layout =>
  layouts[layoutsFor(format).includes(layout) ? layout : 'roll-60-40']

/** Of a draft whose range passed checkRange. */
export const labelsQuery = (draft: LabelsDraft, { set, language }: About): Query => {
  const range = rangeOf(draft)
  const { format } = draft
  return {
    set,
    from: range.from,
    count: sizeOf(range),
    format,
    language,
    ...(hasLayout(format) ? { ...layoutFor(draft), text: draft.texts.join() } : {}),
    ...(format === 'zpl' ? { dpi: draft.dpi } : {}),
  }
}
