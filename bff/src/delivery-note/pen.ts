// Writes and rules on a page of a note: fixed type sizes and colours, text measured before it is set.
import type PDFDocument from 'pdfkit'

export type Doc = InstanceType<typeof PDFDocument>
type Face = 'regular' | 'bold'
export type Style = { size: number; face?: Face; colour?: string }
type Box = { x: number; y: number; width: number; align?: 'left' | 'right' | 'center' }

/** A4 in points. */
export const page = { width: 595.28, height: 841.89, margin: 40, foot: 24 } as const
export const innerWidth = page.width - 2 * page.margin
export const colours = { ink: '#16181d', soft: '#5b6270', rule: '#c9ced6', fill: '#f1f3f5', alarm: '#b3261e' } as const

const setIn = (doc: Doc, { size, face = 'regular' }: Style): Doc => doc.font(face).fontSize(size)
const use = (doc: Doc, style: Style): Doc => setIn(doc, style).fillColor(style.colour ?? colours.ink)

/** Height of a text set in this width; there need be no page yet. */
export const heightOf = (doc: Doc, text: string, width: number, style: Style): number =>
  setIn(doc, style).heightOfString(text, { width, lineGap: 1 })

export const widthOf = (doc: Doc, text: string, style: Style): number => setIn(doc, style).widthOfString(text)

export const write = (doc: Doc, text: string, { x, y, width, align = 'left' }: Box, style: Style): void => {
  use(doc, style).text(text, x, y, { width, align, lineGap: 1 })
}

/** One line that is known to fit: no look for breaks, five thousand times. */
export const writeLine = (doc: Doc, text: string, { x, y, width, align = 'left' }: Box, style: Style): void => {
  const free = width - use(doc, style).widthOfString(text)
  const shift = align === 'left' ? 0 : align === 'right' ? free : free / 2
  doc.text(text, x + shift, y, { lineBreak: false })
}

export const rule = (doc: Doc, x: number, y: number, width: number, weight = 0.5): void => {
  doc
    .moveTo(x, y)
    .lineTo(x + width, y)
    .lineWidth(weight)
    .strokeColor(colours.rule)
    .stroke()
}

export const fill = (doc: Doc, x: number, y: number, width: number, height: number): void => {
  doc.rect(x, y, width, height).fill(colours.fill)
}
